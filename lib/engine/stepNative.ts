import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { ADAM_BETA1, ADAM_BETA2, adamRates } from "./adamRates.js";
import { graphBuilder, type GraphBuilder } from "./graphBuilder.js";
import { graphEncode, GRAPH_TAG } from "./graphSchema.js";
import { graphTrace } from "./graphTrace.js";
import { mapValues } from "./mapValues.js";
import type { NativeBackend } from "./nativeBackend.js";
import { noiseSource } from "./noiseSource.js";
import type { Losses, NamedArrays, Objective } from "./objective.js";
import { objectiveMeans } from "./objectiveMeans.js";
import type { Batch, TrainingState, TrainingStep } from "./trainingStep.js";

/** An input of the graph: `values` stands for it while the graph is traced. */
interface Feed {
  output: string;
  shape: readonly number[];
  dtype: number;
  values: Float32Array | Int32Array;
}

/** A weight in the graph: the variables' nodes of it and of its optimiser state. */
interface Variable {
  name: string;
  shape: readonly number[];
  handles: { weights: string; m: string; v: string };
  reads: { weights: string; m: string; v: string };
  values: Float32Array;
}

/**
 * The native training step: losses, gradients and Adam are traced once into one TensorFlow graph, which
 * runs as one call a step. It spares the dispatch of some hundred operations, and TensorFlow reuses the
 * buffers and fuses what it can. Weights and optimiser state are variables of the graph's session.
 */
export function stepNative(native: NativeBackend, objective: Objective, batchSize: number): TrainingStep {
  const { binding } = native;
  const graph = graphBuilder(binding);
  const feed = (shape: readonly number[], dtype = binding.TF_FLOAT): Feed => {
    const size = shape.reduce((product, length) => product * length, 1);
    const values = dtype === binding.TF_INT32 ? new Int32Array(size) : new Float32Array(size);
    return { output: graph.placeholder(shape, dtype), shape, dtype, values };
  };
  const feeds = {
    inputs: mapValues(objective.inputs, (row) => feed([batchSize, ...row])),
    scalars: Object.fromEntries(objective.scalars.map((name) => [name, feed([])])),
    rowWeights: feed([batchSize]),
    noise: feed([2], binding.TF_INT32),
  };
  const rates = { beta1Power: feed([]), beta2Power: feed([]), learningRate: feed([]), epsilon: feed([]) };
  const variables = Object.entries(objective.weights).map(([name, { shape, values }]) =>
    variableAdd(graph, name, shape, values),
  );
  const sources = new Map<ArrayBufferView, string>([
    ...[...Object.values(feeds.inputs), ...Object.values(feeds.scalars), feeds.rowWeights, feeds.noise].map(
      ({ values, output }) => [values, output] as const,
    ),
    ...variables.map(({ values, reads }) => [values, reads.weights] as const),
  ]);

  /** The mean losses as tensors, from the arrays that stand for inputs and weights. */
  const losses = (weights: readonly tf.Tensor[]): Losses<tf.Scalar> => {
    const tensorOf = ({ values, shape, dtype }: Feed): tf.Tensor =>
      tf.tensor(values, [...shape], dtype === binding.TF_INT32 ? "int32" : "float32");
    const tensors = {
      weights: Object.fromEntries(variables.map(({ name }, k) => [name, weights[k]])),
      inputs: mapValues(feeds.inputs, tensorOf),
      scalars: mapValues(feeds.scalars, tensorOf) as Record<string, tf.Scalar>,
      noise: noiseSource(native, feeds.noise.values as Int32Array),
    };
    return objectiveMeans(objective, tensors, tensorOf(feeds.rowWeights));
  };
  const weightTensors = (): tf.Tensor[] =>
    variables.map(({ values, shape }) => tf.tensor(values, [...shape]));

  const evaluated = graphTrace(native, graph, sources, (outputOf) =>
    mapValues(losses(weightTensors()), outputOf),
  );
  const firstOfUpdate = graph.nodes.length;
  const { before, gradients } = graphTrace(native, graph, sources, (outputOf) => {
    let before: Record<string, string> = {};
    const { grads } = tf.valueAndGrads((...weights: tf.Tensor[]) => {
      const means = losses(weights);
      before = mapValues(means, outputOf);
      return means.loss;
    })(weightTensors());
    return { before, gradients: grads.map(outputOf) };
  });
  const updated = updatesAdd(graph, variables, gradients, rates, firstOfUpdate);
  const assign = assignAdd(graph, variables);

  let model: number | undefined = load(native, graph);
  const ready = (): number => {
    if (model === undefined) throw new Error("the training step was disposed of");
    return model;
  };
  const run = (
    inputs: readonly (readonly [Feed, ArrayBufferView])[],
    outputs: readonly string[],
  ): Float32Array[] => {
    const ids = inputs.map(([{ shape, dtype }, values]) => binding.createTensor(shape, dtype, values));
    try {
      const names = inputs.map(([{ output }]) => output).join();
      const results = binding.runSavedModel(ready(), ids, names, outputs.join());
      return results.map(({ id }) => {
        const values = binding.tensorDataSync(id) as Float32Array;
        binding.deleteTensor(id);
        return values;
      });
    } finally {
      ids.forEach((id) => binding.deleteTensor(id));
    }
  };
  const equalWeights = new Float32Array(batchSize).fill(1 / batchSize);
  const batchFeeds = (batch: Batch): (readonly [Feed, ArrayBufferView])[] => [
    ...Object.entries(feeds.inputs).map(
      ([name, one]) => [one, sized(name, batch.inputs[name], one)] as const,
    ),
    ...Object.entries(feeds.scalars).map(
      ([name, one]) => [one, Float32Array.of(batch.scalars[name])] as const,
    ),
    [feeds.rowWeights, sized("rowWeights", batch.rowWeights ?? equalWeights, feeds.rowWeights)],
    [feeds.noise, Int32Array.from(batch.noise)],
  ];
  const lossNames = Object.keys(before);
  const lossesOf = (values: readonly Float32Array[]): Losses =>
    Object.fromEntries(lossNames.map((name, k) => [name, values[k][0]])) as Losses;
  const read = (part: "weights" | "m" | "v"): NamedArrays => {
    const arrays = run(
      [],
      variables.map(({ reads }) => reads[part]),
    );
    // A copy: what the binding returns may be the variable's own memory.
    return Object.fromEntries(variables.map(({ name }, k) => [name, arrays[k].slice()]));
  };
  let updates = 0;

  const step: TrainingStep = {
    batchSize,
    update(batch, learningRate) {
      const { beta1Power, beta2Power, epsilon } = adamRates(updates);
      const inputs = [
        ...batchFeeds(batch),
        [rates.beta1Power, Float32Array.of(beta1Power)],
        [rates.beta2Power, Float32Array.of(beta2Power)],
        [rates.learningRate, Float32Array.of(learningRate)],
        [rates.epsilon, Float32Array.of(epsilon)],
      ] as const;
      const values = run(inputs, [...lossNames.map((name) => before[name]), updated]);
      updates++;
      return lossesOf(values);
    },
    evaluate: (batch) =>
      lossesOf(
        run(
          batchFeeds(batch),
          lossNames.map((name) => evaluated[name]),
        ),
      ),
    weights: () => read("weights"),
    state: () => ({ updates, weights: read("weights"), m: read("m"), v: read("v") }),
    restore(state) {
      for (const part of ["weights", "m", "v"] as const) {
        const { feeds, done } = assign[part];
        run(
          feeds.map(
            (one, k) => [one, sized(variables[k].name, state[part][variables[k].name], one)] as const,
          ),
          [done],
        );
      }
      updates = state.updates;
    },
    dispose() {
      if (model !== undefined) binding.deleteSavedModel(model);
      model = undefined;
    },
  };
  step.restore(initialState(objective));
  return step;
}

/** The variables of one weight: the weight itself, Adam's m and v, and a read of each. */
function variableAdd(
  graph: GraphBuilder,
  name: string,
  shape: readonly number[],
  values: Float32Array,
): Variable {
  const float = graph.typeAttribute("dtype");
  const handles = { weights: graph.variable(shape), m: graph.variable(shape), v: graph.variable(shape) };
  const reads = mapValues(handles, (one) => `${graph.add("ReadVariableOp", [one], [float])}:0`);
  // A copy, so that two weights that start from the same array are told apart in the trace.
  return { name, shape, handles, reads, values: values.slice() };
}

/** Adam on all variables; returns the output that exists once all of them are updated. */
function updatesAdd(
  graph: GraphBuilder,
  variables: readonly Variable[],
  gradients: readonly string[],
  rates: Record<"beta1Power" | "beta2Power" | "learningRate" | "epsilon", Feed>,
  firstNode: number,
): string {
  const beta1 = graph.constant(Float32Array.of(ADAM_BETA1), []);
  const beta2 = graph.constant(Float32Array.of(ADAM_BETA2), []);
  const { beta1Power, beta2Power, learningRate, epsilon } = rates;
  const traced = graph.nodes.slice(firstNode);
  const done = variables.map(({ handles, reads }, k) => {
    // An update waits for all who use the old weights: it then happens in place, without a copy.
    const users = traced.filter(({ input }) => input.includes(reads.weights)).map(({ name }) => `^${name}`);
    const numbers = [beta1Power, beta2Power, learningRate].map(({ output }) => output);
    const inputs = [
      handles.weights,
      handles.m,
      handles.v,
      ...numbers,
      beta1,
      beta2,
      epsilon.output,
      gradients[k],
    ];
    return `^${graph.add("ResourceApplyAdam", [...inputs, ...users], [graph.typeAttribute("T")])}`;
  });
  return `${graph.add("Identity", [beta1, ...done], [graph.typeAttribute("T")])}:0`;
}

/** The assignment of all variables from the outside, one feed a variable. */
function assignAdd(
  graph: GraphBuilder,
  variables: readonly Variable[],
): Record<"weights" | "m" | "v", { feeds: Feed[]; done: string }> {
  const assign = (part: "weights" | "m" | "v"): { feeds: Feed[]; done: string } => {
    const feeds: Feed[] = [];
    const done = variables.map(({ shape, handles, values }) => {
      const typed = graph.typeAttribute("dtype");
      const output = graph.placeholder(shape);
      feeds.push({ output, shape, dtype: typed.value as number, values });
      return `^${graph.add("AssignVariableOp", [handles[part], output], [typed])}`;
    });
    const zero = graph.constant(Float32Array.of(0), []);
    return { feeds, done: `${graph.add("Identity", [zero, ...done], [graph.typeAttribute("T")])}:0` };
  };
  return { weights: assign("weights"), m: assign("m"), v: assign("v") };
}

/** Loads the graph into a session of its own. The binding takes graphs from a folder only. */
function load({ binding }: NativeBackend, graph: GraphBuilder): number {
  const folder = mkdtempSync(join(tmpdir(), "mrs-synth-graph-"));
  try {
    writeFileSync(join(folder, "saved_model.pb"), graphEncode(graph.nodes));
    return binding.loadSavedModel(folder, GRAPH_TAG);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function initialState({ weights }: Objective): TrainingState {
  const zeros = mapValues(weights, ({ values }) => new Float32Array(values.length));
  return { updates: 0, weights: mapValues(weights, ({ values }) => values), m: zeros, v: zeros };
}

function sized(name: string, values: Float32Array | undefined, { shape }: Feed): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  if (values?.length !== size) {
    throw new RangeError(`${name} must have ${size} values ([${shape}]), got ${values?.length ?? "none"}`);
  }
  return values;
}
