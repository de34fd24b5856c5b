#include "learn/model/export.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "beat/recipes/recipe.h"
#include "infer/graph_builder.h"
#include "learn/networks/layers.h"
#include "rwave/error.h"

namespace rwave::learn {
namespace {

using infer::Layer;
using infer::Window;

// Of trained modules all tensors are so; TORCH_CHECK guards against a module made otherwise.
std::span<const float> floats_of(const torch::Tensor& tensor) {
  TORCH_CHECK(tensor.is_contiguous() && tensor.scalar_type() == torch::kFloat32);
  return {tensor.data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

std::span<const float> values_or_none(const torch::Tensor& tensor) {
  return tensor.defined() ? floats_of(tensor) : std::span<const float>();
}

infer::Tensor tensor_of(const torch::Tensor& tensor) {
  return infer::Tensor::of(tensor.sizes().vec(), floats_of(tensor));
}

// One number of an option that torch keeps as a list, one entry a dimension.
template <class List>
std::int64_t only(const List& list) {
  return (*list)[0];
}

// Walks a network's stages in their order. A stage of a new kind needs a line in append() and a function.
class StageWriter {
 public:
  explicit StageWriter(infer::GraphBuilder& builder) : builder_(builder) {}

  Layer append_chain(const torch::nn::Module& chain, const std::string& prefix, Layer x) {
    for (const auto& stage : chain.named_children()) x = append(prefix + stage.key(), *stage.value(), x);
    return x;
  }

 private:
  Layer append(const std::string& name, const torch::nn::Module& stage, const Layer& x) {
    using namespace torch::nn;
    if (const auto* conv = stage.as<Conv1dImpl>()) return convolution(name, *conv, x);
    if (const auto* norm = stage.as<BatchNorm1dImpl>()) return batch_norm(name, *norm, x);
    if (const auto* linear = stage.as<LinearImpl>())
      return builder_.linear(x, name, tensor_of(linear->weight), values_or_none(linear->bias));
    if (const auto* pool = stage.as<MaxPool1dImpl>()) return max_pool(name, *pool, x);
    if (const auto* pool = stage.as<AvgPool1dImpl>()) return average_pool(name, *pool, x);
    if (const auto* residual = stage.as<ResidualImpl>()) return append_residual(name, *residual, x);
    if (const auto* branches = stage.as<BranchesImpl>()) return append_branches(name, *branches, x);
    if (const auto* channel = stage.as<ChannelImpl>()) return one_channel(name, *channel, x);
    if (stage.as<ReLUImpl>()) return builder_.relu(x);
    if (stage.as<FlattenImpl>()) return builder_.flatten(x);
    // Dropout does nothing outside of training, so it is no node of the file.
    if (stage.as<DropoutImpl>()) return x;
    if (stage.as<GlobalMaxImpl>()) return greatest(x);
    if (stage.as<GlobalMeanImpl>()) return mean(x);
    if (stage.as<MeanAndMaxImpl>()) return builder_.concat({mean(x), greatest(x)});
    throw Error(fmt::format("the network's stage '{}' ({}) cannot be exported", name, stage.name()));
  }

  static void require(bool plain, const std::string& name, const char* what) {
    if (!plain) throw Error(fmt::format("the network's stage '{}' cannot be exported with {}", name, what));
  }

  Layer convolution(const std::string& name, const torch::nn::Conv1dImpl& conv, const Layer& x) {
    const auto& options = conv.options;
    // Unqualified: libtorch's variant is its own up to 1.13 and the standard's later on.
    const auto* padding = get_if<torch::ExpandingArray<1>>(&options.padding());
    require(padding != nullptr, name, "padding given as a word");
    require(get_if<torch::enumtype::kZeros>(&options.padding_mode()) != nullptr, name,
            "a padding other than zeros");
    const Window window{only(options.stride()), only(*padding), only(*padding), only(options.dilation())};
    return builder_.convolution(x, name, tensor_of(conv.weight), values_or_none(conv.bias), window,
                                options.groups());
  }

  Layer batch_norm(const std::string& name, const torch::nn::BatchNorm1dImpl& norm, const Layer& x) {
    require(norm.options.affine() && norm.options.track_running_stats(), name,
            "no scale or no running statistics");
    return builder_.batch_norm(x, name, floats_of(norm.weight), floats_of(norm.bias),
                               floats_of(norm.running_mean), floats_of(norm.running_var),
                               static_cast<float>(norm.options.eps()));
  }

  Layer max_pool(const std::string& name, const torch::nn::MaxPool1dImpl& pool, const Layer& x) {
    const auto& options = pool.options;
    require(!options.ceil_mode() && only(options.dilation()) == 1, name, "ceil_mode or dilation");
    const std::int64_t padding = only(options.padding());
    return builder_.max_pool(x, only(options.kernel_size()), {only(options.stride()), padding, padding});
  }

  Layer average_pool(const std::string& name, const torch::nn::AvgPool1dImpl& pool, const Layer& x) {
    const auto& options = pool.options;
    require(!options.ceil_mode() && options.count_include_pad(), name, "ceil_mode or padding not counted");
    // ONNX's AveragePool can leave padding out of the mean; the runtime half does not, and no network here
    // asks for it.
    const std::int64_t padding = only(options.padding());
    return builder_.average_pool(x, only(options.kernel_size()), {only(options.stride()), padding, padding});
  }

  // Without a shortcut the input itself is added, as in ResidualImpl::forward.
  Layer append_residual(const std::string& name, const ResidualImpl& residual, const Layer& x) {
    const auto parts = residual.named_children();
    const Layer body = append_chain(*parts["body"], name + ".body.", x);
    const auto* shortcut = parts.find("shortcut");
    const Layer direct = shortcut == nullptr ? x : append_chain(**shortcut, name + ".shortcut.", x);
    return builder_.relu(builder_.add(body, direct));
  }

  Layer append_branches(const std::string& name, const BranchesImpl& branches, const Layer& x) {
    const auto parts = branches.named_children();
    return builder_.concat({append_chain(*parts["first"], name + ".first.", x),
                            append_chain(*parts["second"], name + ".second.", x)});
  }

  // A convolution of one tap that takes the channel as it is: a product less than a Slice would be an
  // operator more, here and in every runtime.
  Layer one_channel(const std::string& name, const ChannelImpl& channel, const Layer& x) {
    std::vector<float> weight(static_cast<std::size_t>(channel.channels()), 0.F);
    weight[static_cast<std::size_t>(channel.chosen())] = 1;
    return builder_.convolution(x, name, infer::Tensor::of({1, channel.channels(), 1}, weight), {}, Window{},
                                1);
  }

  // ONNX leaves the time, of length 1, in place.
  Layer mean(const Layer& x) { return builder_.flatten(builder_.global_average_pool(x)); }
  Layer greatest(const Layer& x) { return builder_.flatten(builder_.global_max_pool(x)); }

  infer::GraphBuilder& builder_;
};

}  // namespace

// Softmax is added here: the network trains on logits, and whoever uses the file wants
// probabilities.
infer::Graph graph_of(const Network& network, const infer::Shape& row, std::optional<infer::ModelCard> card) {
  infer::GraphBuilder builder(row);
  const Layer logits = StageWriter(builder).append_chain(*network, "", builder.input());
  return builder.finish(builder.softmax(logits), std::move(card));
}

infer::Shape row_shape(const ModelRecord& record) {
  return {record.channels, record.width};
}

infer::ModelCard card_of(const ModelRecord& record) {
  // A record without a training is null, to which no key can be added.
  nlohmann::json training = record.training.is_object() ? record.training : nlohmann::json::object();
  training["options"] = options_to_json(record.options);
  infer::ModelCard card;
  card.name = record.options.network.name;
  card.recipe = record.recipe;
  card.normalisation = normalisation_of(record.recipe);
  card.rate = record.rate;
  card.channels = record.channels;
  card.width = record.width;
  card.classes = record.classes;
  card.training = training.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return card;
}

}  // namespace rwave::learn
