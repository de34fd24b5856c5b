// MaxPool, AveragePool and their global forms, which are one window over everything.
#include <fmt/format.h>

#include "infer/onnx/attributes.h"
#include "infer/ops/lowering.h"
#include "infer/ops/operator.h"
#include "infer/ops/shape_check.h"
#include "infer/steps/pool.h"

namespace rwave::infer {
namespace {

Shape window_shape(const ShapeCheck& check) {
  check.expect_inputs(1, 1);
  const Shape& x = check.value(0);
  check.expect_series(x);
  const Attributes& a = check.attributes();
  if (a.kernel < 1 || a.kernel > max_row_elements)
    check.fail(fmt::format("a window of {} samples", a.kernel));
  if (a.dilation != 1) check.fail("dilated pooling is not known; expected dilations 1");
  // A window of padding alone would have no maximum.
  if (a.pad_begin >= a.kernel || a.pad_end >= a.kernel)
    check.fail(fmt::format("padding ({}, {}) must be smaller than the window of {}", a.pad_begin, a.pad_end,
                           a.kernel));
  return {x[0], check.positions(x[1], a.kernel)};
}

Shape global_shape(const ShapeCheck& check) {
  check.expect_inputs(1, 1);
  check.expect_series(check.value(0));
  return {check.value(0)[0], 1};
}

void pool_lower(Lowering& lowering, const Node& node) {
  const Attributes& a = node.attributes;
  const bool global = node.op == Op::global_max_pool || node.op == Op::global_average_pool;
  const bool max = node.op == Op::max_pool || node.op == Op::global_max_pool;
  Located in = lowering.locate(node.inputs[0]);
  if (!max) in = lowering.as_float(in);  // a maximum of bytes is the byte of the maximum, an average is not
  Located out = in;
  const Shape& result = lowering.shape_of(node.output);
  out.length = result.size() > 1 ? result[1] : 1;
  out.buffer = lowering.new_buffer(out.channels * out.length);
  Buffer& buffer = lowering.buffer(out);
  // A maximum of rounded values is exact in bytes, so a pool between two int8 layers stays in bytes
  // and reads a quarter of the memory.
  buffer.is_uint8 = lowering.is_uint8(in);
  buffer.pad_value = lowering.buffer(in).pad_value;
  PoolShape shape{in.channels, in.length, out.length,          a.kernel,  a.stride,
                  a.pad_begin, a.pad_end, a.count_include_pad, in.buffer, out.buffer};
  if (global) {
    shape.kernel = in.length;
    shape.stride = 1;
    shape.pad_begin = shape.pad_end = 0;
  }
  lowering.emit(max ? make_max_pool(shape) : make_average_pool(shape));
  lowering.place(node.output, out);
}

void pool_read(AttributeReader& reader, Attributes& attributes) {
  read_window(reader, attributes);
  attributes.ceil_mode = reader.integer("ceil_mode", 0) != 0;
  attributes.count_include_pad = reader.integer("count_include_pad", 0) != 0;
  reader.ignore("storage_order");  // of the indices, a second result that is refused elsewhere
}

void pool_write(AttributeWriter& writer, const Node& node, const Graph&) {
  const Attributes& a = node.attributes;
  if (node.op == Op::average_pool) writer.integer("count_include_pad", a.count_include_pad ? 1 : 0);
  write_window(writer, a, a.kernel);
  writer.integer("ceil_mode", a.ceil_mode ? 1 : 0);
}

}  // namespace

extern const Operator max_pool_operator{Op::max_pool, "MaxPool",  pool_read,
                                        window_shape, pool_lower, pool_write};
extern const Operator average_pool_operator{Op::average_pool, "AveragePool", pool_read,
                                            window_shape,     pool_lower,    pool_write};
extern const Operator global_max_pool_operator{Op::global_max_pool, "GlobalMaxPool", nullptr, global_shape,
                                               pool_lower};
extern const Operator global_average_pool_operator{Op::global_average_pool, "GlobalAveragePool", nullptr,
                                                   global_shape, pool_lower};

}  // namespace rwave::infer
