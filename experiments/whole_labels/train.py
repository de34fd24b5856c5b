#!/usr/bin/python3
"""Trains the whole-recording labeller's trees and writes them as one ONNX file with its card.

    experiments/whole_labels/train.py -o models/whole.onnx --on all STEM [STEM...]

--on all: every record of the stems, as what ships; folds: all but the sealed ones (experiments/sealed.txt);
ds1, mitdb, svdb: the protocols of the literature (their paced records teach Q).
"""
import argparse
import json
import numpy as np
import onnx
import xgboost as xgb
from onnx import TensorProto, helper
import labels_data as L

OPTIONS = dict(objective="multi:softprob", num_class=5, max_depth=5, eta=0.3, subsample=0.7, colsample_bytree=0.3,
               min_child_weight=10, reg_lambda=4, tree_method="hist", max_bin=64, nthread=2)


S_WEIGHT = 2  # of S beats
# Factors of the odds of S and V. The rules take from S alone, and where leads vote a doubtful V loses more than a doubtful N: on the
# folds Se and +P of both are even with these (results/log.md).
S_BIAS, V_BIAS = 1.2, 1.2
MEMBERS, ROUNDS = 1, 40  # boosted from other seeds, their odds averaged: one set of trees differs from the next by .02 in S


def training_rows(data, records, seed, synthetic=60, s_weight=S_WEIGHT, variants=None):
    """Rows of these records (of these variants alone where they are given) and what each weighs."""
    rows = np.flatnonzero(np.isin(data.rec, records) & (data.cls < 5))
    if variants is not None:
        rows = rows[np.isin(data.variant[rows], variants)]
    rows, w = L.thin(data, rows, seed, synthetic=synthetic)
    w = w * L.weights(data, rows) * 0.5
    for variant, weight in L.VARIANT_WEIGHT.items():
        w = np.where(data.variant[rows] == variant, 2 * weight * w, w)
    w = np.where(data.cls[rows] == 1, w * s_weight, w)
    return rows, np.minimum(w, 8)


def fit(data, rows, weights, seed, rounds=ROUNDS, members=MEMBERS, columns=slice(None), **options):
    """Boosted sets of trees; what they say together is the mean of their odds."""
    d = xgb.QuantileDMatrix(data.x[rows][:, columns], data.cls[rows], weight=weights, max_bin=OPTIONS["max_bin"])
    return [xgb.train(dict(OPTIONS, seed=seed * members + k, **options), d, rounds) for k in range(members)]


def probabilities(boosters, x, s_bias=S_BIAS, v_bias=V_BIAS):
    d = xgb.DMatrix(x)
    odds = sum(b.predict(d, output_margin=True) for b in boosters) / len(boosters)
    odds[:, 1:3] += np.log([s_bias, v_bias])
    odds = np.exp(odds - odds.max(1, keepdims=True))
    return odds / odds.sum(1, keepdims=True)


def to_onnx(boosters, names, classes, training, s_bias=S_BIAS, v_bias=V_BIAS):
    """TreeEnsembleRegressor of ai.onnx.ml and a Softmax. Tree t adds to class t mod 5."""
    lists = {k: [] for k in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids", "missing_value_tracks_true")}
    target = {k: [] for k in ("treeids", "nodeids", "ids", "weights")}

    def add(tree, number, cls):
        feature = tree.get("split")
        leaf = feature is None
        for key, value in (("treeids", number), ("nodeids", tree["nodeid"]), ("featureids", 0 if leaf else int(feature[1:])),
                           ("values", 0.0 if leaf else tree["split_condition"]), ("modes", "LEAF" if leaf else "BRANCH_LT"),
                           ("truenodeids", 0 if leaf else tree["yes"]), ("falsenodeids", 0 if leaf else tree["no"]),
                           ("missing_value_tracks_true", 0 if leaf else int(tree["missing"] == tree["yes"]))):
            lists[key].append(value)
        if leaf:
            for key, value in (("treeids", number), ("nodeids", tree["nodeid"]), ("ids", cls), ("weights", tree["leaf"] / len(boosters))):
                target[key].append(value)
        for child in tree.get("children", []):
            add(child, number, cls)

    number = 0
    for booster in boosters:
        booster.feature_names = None
        for text in booster.get_dump(dump_format="json"):  # rounds of five trees, one a class
            add(json.loads(text), number, number % 5)
            number += 1
    attributes = {"nodes_" + k: v for k, v in lists.items()}
    attributes.update({"target_" + k: v for k, v in target.items()})
    trees = helper.make_node("TreeEnsembleRegressor", ["features"], ["odds"], name="trees", domain="ai.onnx.ml", n_targets=5,
                             base_values=[0, float(np.log(s_bias)), float(np.log(v_bias)), 0, 0], **attributes)
    graph = helper.make_graph(
        [trees, helper.make_node("Softmax", ["odds"], ["probabilities"], name="softmax", axis=1)], "whole",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["batch", len(names)])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", 5])])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 1)],
                              producer_name="rwave", ir_version=7)
    card = dict(version=1, name="whole", recipe="whole-recording", normalisation="features 3", lead="", rate=125.0, channels=1,
                width=len(names), classes=list(classes), training=training)
    entry = model.metadata_props.add()
    entry.key, entry.value = "rwave.card", json.dumps(card)
    return model


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("stems", nargs="+")
    p.add_argument("-o", "--output", required=True)
    p.add_argument("--on", default="all", choices=["all", "folds", "ds1", "mitdb", "svdb"])
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--rounds", type=int, default=ROUNDS)
    p.add_argument("--members", type=int, default=MEMBERS)
    p.add_argument("--s-weight", type=float, default=S_WEIGHT)
    p.add_argument("--s-bias", type=float, default=S_BIAS)
    p.add_argument("--v-bias", type=float, default=V_BIAS)
    a = p.parse_args()
    data = L.Data(a.stems)
    shut = L.sealed()
    choose = {"all": lambda d, r: True, "folds": lambda d, r: (d, r) not in shut,
              "ds1": lambda d, r: d == "mitdb" and r not in L.DS2,
              "mitdb": lambda d, r: d == "mitdb", "svdb": lambda d, r: d == "svdb" or r in L.PACED}[a.on]
    records = data.records(choose)
    rows, weights = training_rows(data, records, a.seed, s_weight=a.s_weight)
    boosters = fit(data, rows, weights, a.seed, a.rounds, a.members)
    training = dict(on=a.on, records=len(records), seed=a.seed, rounds=a.rounds, members=a.members, s_weight=a.s_weight, s_bias=a.s_bias, v_bias=a.v_bias,
                    options={k: v for k, v in OPTIONS.items() if k != "nthread"}, trainer="xgboost " + xgb.__version__)
    onnx.save(to_onnx(boosters, data.names, L.CLASSES, training, a.s_bias, a.v_bias), a.output)


if __name__ == "__main__":
    main()
