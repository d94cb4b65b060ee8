import type { GraphNode } from "./graphSchema.js";
import type { NativeBinding, OpAttribute } from "./nativeBackend.js";

/** A TensorFlow graph in the making. Outputs are named `node:index`. */
export interface GraphBuilder {
  readonly nodes: readonly GraphNode[];
  /** Adds an operation; returns the node's name. */
  add(op: string, inputs: readonly string[], attributes?: readonly OpAttribute[]): string;
  /** Adds a constant; returns its output. */
  constant(values: ArrayBufferView, shape: readonly number[], dtype?: number): string;
  /** Adds an input that each run is given; returns its output. */
  placeholder(shape: readonly number[], dtype?: number): string;
  /** An attribute that names an element type. @default float */
  typeAttribute(name: string, dtype?: number): OpAttribute;
  shapeAttribute(shape: readonly number[]): OpAttribute;
  /** Adds a float variable; returns the node that is its handle. */
  variable(shape: readonly number[]): string;
}

/** An empty graph; the binding tells the numbers of types. */
export function graphBuilder(binding: NativeBinding): GraphBuilder {
  const nodes: GraphNode[] = [];
  const push = (op: string, input: readonly string[], attr: Record<string, object>): string => {
    const name = `n${nodes.length}`;
    nodes.push({ name, op, input, attr });
    return name;
  };
  const shapeOf = (shape: readonly number[]): object => ({ dim: shape.map((size) => ({ size })) });
  // protobuf holds strings of attributes as bytes
  const bytesOf = (text: unknown): Uint8Array => Buffer.from(String(text));
  const attributeOf = ({ name, type, value }: OpAttribute): object => {
    const many = Array.isArray(value);
    switch (type) {
      case binding.TF_ATTR_TYPE:
        return many ? { list: { type: value } } : { type: value };
      case binding.TF_ATTR_INT:
        return many ? { list: { i: value } } : { i: value };
      case binding.TF_ATTR_FLOAT:
        return many ? { list: { f: value } } : { f: value };
      case binding.TF_ATTR_BOOL:
        return many ? { list: { b: value.map(Boolean) } } : { b: Boolean(value) };
      case binding.TF_ATTR_STRING:
        return many ? { list: { s: value.map(bytesOf) } } : { s: bytesOf(value) };
      case binding.TF_ATTR_SHAPE:
        return { shape: shapeOf(value as number[]) };
      default:
        throw new Error(`attribute ${name} has a type that a graph cannot hold (${type})`);
    }
  };
  const typeAttribute = (name: string, dtype = binding.TF_FLOAT): OpAttribute => ({
    name,
    type: binding.TF_ATTR_TYPE,
    value: dtype,
  });
  const shapeAttribute = (shape: readonly number[]): OpAttribute => ({
    name: "shape",
    type: binding.TF_ATTR_SHAPE,
    value: shape,
  });
  const add = (op: string, inputs: readonly string[], attributes: readonly OpAttribute[] = []): string =>
    push(
      op,
      inputs,
      Object.fromEntries(attributes.map((attribute) => [attribute.name, attributeOf(attribute)])),
    );
  return {
    nodes,
    add,
    constant(values, shape, dtype = binding.TF_FLOAT) {
      const { buffer, byteOffset, byteLength } = values;
      const content = Uint8Array.from(new Uint8Array(buffer, byteOffset, byteLength));
      const tensor = { dtype, tensor_shape: shapeOf(shape), tensor_content: content };
      return `${push("Const", [], { dtype: { type: dtype }, value: { tensor } })}:0`;
    },
    placeholder: (shape, dtype) =>
      `${add("Placeholder", [], [typeAttribute("dtype", dtype), shapeAttribute(shape)])}:0`,
    typeAttribute,
    shapeAttribute,
    variable(shape) {
      // Variables of one session are told apart by this name only.
      const name = { name: "shared_name", type: binding.TF_ATTR_STRING, value: `v${nodes.length}` };
      return add("VarHandleOp", [], [typeAttribute("dtype"), shapeAttribute(shape), name]);
    },
  };
}
