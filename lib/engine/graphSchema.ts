import protobuf from "protobufjs";

/**
 * The part of TensorFlow's own protocol buffers (tensorflow/core/framework/*.proto and
 * tensorflow/core/protobuf/*.proto) that a SavedModel with one graph and no files needs. Numbers of
 * fields are TensorFlow's; the element types are written as their enum's number.
 */
const { root } = protobuf.parse(
  `
  syntax = "proto3";
  message Shape { repeated Dim dim = 2; message Dim { int64 size = 1; } }
  message Tensor { int32 dtype = 1; Shape tensor_shape = 2; bytes tensor_content = 4; }
  message List {
    repeated bytes s = 2; repeated int64 i = 3; repeated float f = 4; repeated bool b = 5;
    repeated int32 type = 6; repeated Shape shape = 7;
  }
  message Attribute {
    oneof value {
      List list = 1; bytes s = 2; int64 i = 3; float f = 4; bool b = 5; int32 type = 6; Shape shape = 7;
      Tensor tensor = 8;
    }
  }
  message Node { string name = 1; string op = 2; repeated string input = 3; map<string, Attribute> attr = 5; }
  message Versions { int32 producer = 1; }
  message Graph { repeated Node node = 1; Versions versions = 4; }
  message MetaInfo { repeated string tags = 4; }
  message MetaGraph { MetaInfo meta_info_def = 1; Graph graph_def = 2; }
  message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraph meta_graphs = 2; }
  `,
  { keepCase: true },
);

/** A node of a graph as TensorFlow writes it. */
export interface GraphNode {
  name: string;
  op: string;
  /** `node:output`, or `^node` for one that must merely have run. */
  input: readonly string[];
  attr: Readonly<Record<string, object>>;
}

/** The tag of the one graph in a model of ours. */
export const GRAPH_TAG = "serve";

// The graph version of the TensorFlow that the operations' meaning was checked with (2.21).
const GRAPH_VERSION = 2474;

/** The bytes of a SavedModel (`saved_model.pb`) that holds these nodes. */
export function graphEncode(nodes: readonly GraphNode[]): Uint8Array {
  const type = root.lookupType("SavedModel");
  const graph = { node: nodes, versions: { producer: GRAPH_VERSION } };
  const meta = { meta_info_def: { tags: [GRAPH_TAG] }, graph_def: graph };
  return type.encode({ saved_model_schema_version: 1, meta_graphs: [meta] } as object).finish();
}
