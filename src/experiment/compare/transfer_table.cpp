// The table of transfers: one JSON file that the next run resumes from, CSV and pictures made of it again
// each time.
#include "experiment/compare/transfer_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/output_file.h"
#include "figures/spread_curves.h"
#include "math/mean_spread.h"
#include "rwave/error.h"
#include "score/format.h"

namespace rwave::experiment {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* table_name = "transfer.json";

json to_json(const TransferRow& row) {
  return {{"way", row.cell.way},      {"layers", row.cell.layers},
          {"share", row.cell.share},  {"seed", row.cell.seed},
          {"accuracy", row.accuracy}, {"balanced_accuracy", row.balanced_accuracy},
          {"macro_f1", row.macro_f1}, {"seconds", row.seconds}};
}

TransferRow row_of(const json& j) {
  return {{current_way(j.at("way")), j.at("layers"), j.at("share"), j.at("seed")},
          j.at("accuracy"),
          j.at("balanced_accuracy"),
          j.at("macro_f1"),
          j.at("seconds")};
}

std::string layers_text(int layers) {
  return layers < 0 ? "all" : std::to_string(layers);
}

// As figures and tables take it: one seed has no spread.
std::pair<double, double> spread(const std::vector<double>& values) {
  const MeanSpread found = mean_spread(values);
  return {found.mean, found.count < 2 ? 0 : found.spread};
}

// Spreads are over seeds, each of which draws its own split and validation rows.
std::string means_csv(const std::vector<TransferMean>& means) {
  std::string text = "way,layers,share,seeds,accuracy,accuracy_spread,balanced_accuracy,macro_f1,seconds\n";
  for (const TransferMean& m : means) {
    text += fmt::format("{},{},{},{},{:.6f},{:.6f},{:.6f},{:.6f},{:.3f}\n", m.cell.way,
                        layers_text(m.cell.layers), m.cell.share, m.seeds, m.accuracy, m.accuracy_spread,
                        m.balanced_accuracy, m.macro_f1, m.seconds);
  }
  return text;
}

// Those with all training rows, by layers; or those by share, of the most layers.
std::vector<TransferMean> along(const TransferTable& table, bool by_share) {
  std::vector<TransferMean> means = means_of(table);
  int most = 0;
  for (const TransferMean& m : means) most = std::max(most, m.cell.layers);
  std::erase_if(means, [&](const TransferMean& m) {
    if (!by_share) return m.cell.share != 1;
    return m.cell.way == "as it is" || (m.cell.layers >= 0 && m.cell.layers != most);
  });
  return means;
}

using Value = std::pair<double, double> (*)(const TransferMean&);  // and its spread

std::vector<SpreadCurve> curves_of(const std::vector<TransferMean>& means, bool by_share, Value value) {
  std::vector<SpreadCurve> curves;
  for (const TransferMean& m : means) {
    const std::string name = m.cell.way == "scratch" ? "from scratch" : m.cell.way;
    auto curve = std::ranges::find(curves, name, &SpreadCurve::name);
    if (curve == curves.end()) {
      // A training from scratch trains all layers whatever k is, so along the layers it is a level
      // line to which the curves rise; along the shares it is a curve like the others.
      curves.push_back({name, {}, !by_share && m.cell.way == "scratch"});
      curve = curves.end() - 1;
    }
    const auto [mean, deviation] = value(m);
    curve->points.push_back({by_share ? 100 * m.cell.share : m.cell.layers, mean, deviation});
  }
  for (SpreadCurve& curve : curves) std::ranges::sort(curve.points, {}, &SpreadPoint::x);
  return curves;
}

// The values that were tried and no others: a tick between them would suggest a measurement.
std::vector<double> ticks_of(const std::vector<SpreadCurve>& curves) {
  std::vector<double> ticks;
  for (const SpreadCurve& curve : curves) {
    for (const SpreadPoint& point : curve.points) {
      if (!curve.level) ticks.push_back(point.x);
    }
  }
  std::ranges::sort(ticks);
  ticks.erase(std::unique(ticks.begin(), ticks.end()), ticks.end());
  return ticks;
}

void draw(const fs::path& stem, const std::string& what, const std::vector<TransferMean>& means,
          bool by_share, const Provenance& provenance) {
  const auto accuracy = curves_of(means, by_share, [](const TransferMean& m) {
    return std::pair{100 * m.accuracy, 100 * m.accuracy_spread};
  });
  const std::vector<double> ticks = ticks_of(accuracy);
  // A curve of one point is a dot in an empty picture.
  if (ticks.size() < 2) return;
  const auto seconds = curves_of(means, by_share, [](const TransferMean& m) {
    return std::pair{m.seconds, m.seconds_spread};
  });
  const std::string x = by_share ? "share of the training rows (%)" : "Linear layers that train, k";
  write_figure(spread_curves(what,
                             {{x, "test accuracy (%)", accuracy, by_share, ticks},
                              {x, "training time (s)", seconds, by_share, ticks, true}},
                             provenance),
               stem);
}

}  // namespace

std::vector<TransferCell> cells_of(const TransferPlan& plan) {
  if (plan.seeds < 1 || plan.layers.empty()) throw UsageError("--seeds and --layers take one or more");
  std::vector<TransferCell> cells;
  const bool all = std::ranges::find(plan.layers, -1) != plan.layers.end();
  const int most = all ? -1 : *std::ranges::max_element(plan.layers);
  const auto add = [&](const TransferCell& cell) {
    if (std::ranges::find(cells, cell) == cells.end()) cells.push_back(cell);
  };
  // By seed first: a table that is interrupted then has every way as often as the others.
  for (int seed = 1; seed <= plan.seeds; ++seed) {
    const auto drawn = static_cast<std::uint64_t>(seed);
    for (const int layers : plan.layers) {
      if (layers == 0) add({"as it is", 0, 1, drawn});
    }
    for (const std::string& way : plan.ways) {
      for (const int layers : plan.layers) {
        if (way == "scratch") add({way, -1, 1, drawn});
        if (way != "scratch" && layers != 0) add({way, layers, 1, drawn});
      }
      for (const double share : plan.shares)
        if (most != 0 || way == "scratch") add({way, way == "scratch" ? -1 : most, share, drawn});
    }
  }
  return cells;
}

std::string current_way(const std::string& way) {
  if (way == "drifting") return "frozen-bn-updated";
  if (way == "tuned") return "fine-tuned";
  return way;
}

bool TransferTable::has(const TransferCell& cell) const {
  return std::ranges::any_of(rows, [&](const TransferRow& row) { return row.cell == cell; });
}

TransferTable open_transfer_table(const fs::path& folder, const json& options,
                                  const CurrentOptions& current) {
  TransferTable table{options, {}, {}};
  const fs::path file = folder / table_name;
  if (!fs::exists(file)) return table;
  try {
    const json found = json::parse(read_file(file));
    const json there_options = current ? current(found.at("options"), file.string()) : found.at("options");
    // Rows that were trained with other options would stand in one mean with the new ones.
    for (const auto& [name, value] : options.items()) {
      if (!there_options.contains(name)) continue;  // an option that came after the file: its default
      const json& there = there_options.at(name);
      if (there != value) {
        throw Error(
            file.string(),
            fmt::format("holds transfers with {} {} there, {} here: give the same options to go on, or "
                        "another -o folder",
                        name, there.dump(), value.dump()));
      }
    }
    for (const json& row : found.at("rows")) table.rows.push_back(row_of(row));
  } catch (const json::exception& fault) {
    throw Error(file.string(), fmt::format("does not read: {}", fault.what()));
  }
  return table;
}

std::vector<TransferMean> means_of(const TransferTable& table) {
  std::vector<TransferMean> means;
  const auto same = [](const TransferCell& a, const TransferCell& b) {
    return a.way == b.way && a.layers == b.layers && a.share == b.share;
  };
  for (const TransferRow& first : table.rows) {
    if (std::ranges::any_of(means, [&](const TransferMean& m) { return same(m.cell, first.cell); })) continue;
    std::vector<double> accuracy, balanced, f1, seconds;
    for (const TransferRow& row : table.rows) {
      if (!same(row.cell, first.cell)) continue;
      accuracy.push_back(row.accuracy);
      balanced.push_back(row.balanced_accuracy);
      f1.push_back(row.macro_f1);
      seconds.push_back(row.seconds);
    }
    TransferMean mean{first.cell, static_cast<int>(accuracy.size())};
    std::tie(mean.accuracy, mean.accuracy_spread) = spread(accuracy);
    std::tie(mean.seconds, mean.seconds_spread) = spread(seconds);
    mean.balanced_accuracy = spread(balanced).first;
    mean.macro_f1 = spread(f1).first;
    means.push_back(mean);
  }
  return means;
}

void write_transfer_table(const fs::path& folder, const TransferTable& table) {
  json rows = json::array();
  // The heads are those of the first version, as pages and scripts of users read the columns by
  // them.
  std::string csv = "mode,k,share,seed,accuracy,balanced_accuracy,macro_f1,seconds\n";
  for (const TransferRow& row : table.rows) {
    rows.push_back(to_json(row));
    csv += fmt::format("{},{},{},{},{:.6f},{:.6f},{:.6f},{:.3f}\n", row.cell.way,
                       layers_text(row.cell.layers), row.cell.share, row.cell.seed, row.accuracy,
                       row.balanced_accuracy, row.macro_f1, row.seconds);
  }
  // The JSON first: the next run resumes from it, and all other files can be made of it again.
  write_file(folder / table_name,
             json{{"options", table.options}, {"note", table.note}, {"rows", rows}}.dump(2) + "\n");
  write_file(folder / "transfer.csv", csv);
  write_file(folder / "by_k.csv", means_csv(along(table, false)));
  write_file(folder / "by_share.csv", means_csv(along(table, true)));
}

void draw_transfers(const fs::path& folder, const TransferTable& table, const Provenance& provenance) {
  draw(folder / "by_k", "Transfer by the number of layers that train", along(table, false), false,
       provenance);
  draw(folder / "by_share", "Transfer by the share of the training rows", along(table, true), true,
       provenance);
}

std::string transfer_text(const TransferTable& table, const Provenance& provenance) {
  std::vector<std::vector<std::string>> lines = {
      {"way", "layers", "rows", "seeds", "accuracy", "+-", "balanced", "macro-F1", "seconds"}};
  for (const TransferMean& m : means_of(table)) {
    lines.push_back({m.cell.way, layers_text(m.cell.layers), fmt::format("{:g} %", 100 * m.cell.share),
                     std::to_string(m.seeds), fmt::format("{:.2f}", 100 * m.accuracy),
                     fmt::format("{:.2f}", 100 * m.accuracy_spread),
                     fmt::format("{:.2f}", 100 * m.balanced_accuracy), fmt::format("{:.3f}", m.macro_f1),
                     fmt::format("{:.1f}", m.seconds)});
  }
  return head_line(provenance) + "\n\n" + aligned(lines);
}

}  // namespace rwave::experiment
