import * as tf from "@tensorflow/tfjs";
import type { GraphBuilder } from "./graphBuilder.js";
import type { NativeBackend, NativeBinding } from "./nativeBackend.js";

/**
 * Runs `body` once and adds each TensorFlow operation that it causes to a graph.
 *
 * The binding is where all of tfjs's operations pass: while `body` runs, one that also takes notes
 * stands in for it. A tensor made from one of the `sources` arrays (that very array: tfjs keeps it) is
 * that output of the graph; any other tensor made in `body` becomes a constant.
 *
 * @param sources - outputs of the graph by the array that stands for them in `body`.
 * @returns what `body` returns. To name an output of the graph, `body` calls `outputOf(tensor)`.
 * @throws Error when `body` reads a tensor's values or uses a tensor made before.
 */
export function graphTrace<Result>(
  native: NativeBackend,
  graph: GraphBuilder,
  sources: ReadonlyMap<ArrayBufferView, string>,
  body: (outputOf: (tensor: tf.Tensor) => string) => Result,
): Result {
  const { binding } = native;
  const outputs = new Map<number, string>();
  const outputsOf = (ids: readonly number[], op: string): string[] =>
    ids.map((id) => {
      const output = outputs.get(id);
      if (output === undefined)
        throw new Error(`${op} uses a tensor that was made outside of the traced function`);
      return output;
    });
  let asked: string | undefined;
  const recorder = Object.create(binding, {
    createTensor: {
      value: (...[shape, dtype, values]: Parameters<NativeBinding["createTensor"]>) => {
        const id = binding.createTensor(shape, dtype, values);
        outputs.set(id, sources.get(values) ?? graph.constant(values, shape, dtype));
        return id;
      },
    },
    executeOp: {
      value: (...[op, attributes, ids, count]: Parameters<NativeBinding["executeOp"]>) => {
        const inputs = outputsOf(ids, op);
        if (op === OUTPUT_OF) asked = inputs[0];
        const results = binding.executeOp(op, attributes, ids, count);
        const node = op === OUTPUT_OF ? undefined : graph.add(op, inputs, attributes);
        results.forEach(({ id }, k) => outputs.set(id, node === undefined ? inputs[k] : `${node}:${k}`));
        return results;
      },
    },
    tensorDataSync: {
      value: () => {
        throw new Error(
          "a traced function must not read the values of a tensor: they change from run to run",
        );
      },
    },
  }) as NativeBinding;
  // An operation on the tensor shows the recorder which output it is; this one never joins the graph.
  const outputOf = (tensor: tf.Tensor): string => {
    asked = undefined;
    native.executeSingleOutput(OUTPUT_OF, [graph.typeAttribute("T", dtypeOf(binding, tensor))], [tensor]);
    return asked!;
  };
  native.binding = recorder;
  try {
    let result: Result;
    tf.tidy(() => {
      result = body(outputOf);
    });
    return result!;
  } finally {
    native.binding = binding;
  }
}

const OUTPUT_OF = "Snapshot";

function dtypeOf(binding: NativeBinding, tensor: tf.Tensor): number {
  return tensor.dtype === "int32" ? binding.TF_INT32 : binding.TF_FLOAT;
}
