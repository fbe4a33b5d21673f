/** Builds small ONNX models, message by message: no model file has to be kept, and a test says what its model computes. */

export type Attribute = number | readonly number[] | string;

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

/** A side that is a name may have any length. */
export interface OnnxValue {
  readonly name: string;
  readonly type: "float" | "int64" | "uint8";
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly weights?: readonly OnnxTensor[];
}

/** onnx.proto, ModelProto: ir_version 1, graph 7, opset_import 8. */
export function onnxModel(graph: OnnxGraph): Buffer {
  const body = Buffer.concat([
    ...graph.nodes.map((node) => bytesField(1, nodeProto(node))),
    bytesField(2, Buffer.from("test")),
    ...(graph.weights ?? []).map((tensor) => bytesField(5, tensorProto(tensor))),
    ...graph.inputs.map((value) => bytesField(11, valueProto(value))),
    ...graph.outputs.map((value) => bytesField(12, valueProto(value))),
  ]);
  return Buffer.concat([intField(1, 8), bytesField(7, body), bytesField(8, intField(2, 17))]);
}

const elementTypes = { float: 1, uint8: 2, int64: 7 } as const;

/** input 1, output 2, op_type 4, attribute 5. */
function nodeProto({ op, inputs, outputs, attributes = {} }: OnnxNode): Buffer {
  return Buffer.concat([
    ...inputs.map((name) => bytesField(1, Buffer.from(name))),
    ...outputs.map((name) => bytesField(2, Buffer.from(name))),
    bytesField(4, Buffer.from(op)),
    ...Object.entries(attributes).map(([name, value]) => bytesField(5, attributeProto(name, value))),
  ]);
}

/** name 1, f 2, i 3, s 4, ints 8, type 20; a number that is no whole one is a float. */
function attributeProto(name: string, value: Attribute): Buffer {
  const head = bytesField(1, Buffer.from(name));
  if (typeof value === "string")
    return Buffer.concat([head, bytesField(4, Buffer.from(value)), intField(20, 3)]);
  if (typeof value !== "number")
    return Buffer.concat([head, ...value.map((each) => intField(8, each)), intField(20, 7)]);
  if (Number.isInteger(value)) return Buffer.concat([head, intField(3, value), intField(20, 2)]);
  const float = Buffer.alloc(4);
  float.writeFloatLE(value);
  return Buffer.concat([head, varint((2 << 3) | 5), float, intField(20, 1)]);
}

/** dims 1, data_type 2, name 8, raw_data 9. */
function tensorProto({ name, shape, values }: OnnxTensor): Buffer {
  const type = values instanceof Float32Array ? elementTypes.float : elementTypes.int64;
  return Buffer.concat([
    ...shape.map((side) => intField(1, side)),
    intField(2, type),
    bytesField(8, Buffer.from(name)),
    bytesField(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
  ]);
}

/** ValueInfoProto: name 1, type 2 { tensor_type 1 { elem_type 1, shape 2 { dim 1 { dim_value 1 | dim_param 2 } } } }. */
function valueProto({ name, type, shape }: OnnxValue): Buffer {
  const dims = shape.map((side) =>
    bytesField(1, typeof side === "number" ? intField(1, side) : bytesField(2, Buffer.from(side))),
  );
  const tensor = Buffer.concat([intField(1, elementTypes[type]), bytesField(2, Buffer.concat(dims))]);
  return Buffer.concat([bytesField(1, Buffer.from(name)), bytesField(2, bytesField(1, tensor))]);
}

function intField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number << 3), varint(value)]);
}

function bytesField(number: number, body: Buffer): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(body.length), body]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  bytes.push(left);
  return Buffer.from(bytes);
}
