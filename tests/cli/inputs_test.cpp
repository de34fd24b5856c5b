// Inputs as the field writes them, through the verbs: what is analysed, what is said, what fails.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/finished_run.h"
#include "cli/inputs_support.h"

namespace rwave {
namespace {

namespace fs = std::filesystem;
using rwave::testing::CommandResult;
using rwave::testing::get_file;
using rwave::testing::Inputs;
using rwave::testing::put_file;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(Inputs, AFolderStandsForItsRecordingsAndBadOnesAreNamed) {
  ASSERT_EQ(
      run("mkdir db && cd db && for i in 1 2 3 4; do rwave simulate --seconds 40 --seed $i -o r$i; done")
          .status,
      0);
  put_file(folder_ / "db/t.csv", "time,ecg\n1,x\n2,3\n");
  run("cd db && rwave convert r1 -o r9.edf && : > r2.dat && printf 'r3 1 360 "
      "10\\nnone.dat 16\\n' > r3.hea");
  const CommandResult labelled = run("rwave classify db --rate 360 -o out");
  EXPECT_EQ(labelled.status, 1);
  for (const char* name : {"r1.rw", "r4.rw", "r9.rw"})
    EXPECT_TRUE(fs::exists(folder_ / "out" / name)) << name;
  EXPECT_THAT(labelled.err, AllOf(HasSubstr("r2.dat"), HasSubstr("none.dat"), HasSubstr("t.csv"),
                                  HasSubstr("3 of 6 recordings failed")));
  fs::create_directory(folder_ / "empty");
  EXPECT_THAT(run("rwave detect empty -o out").err, HasSubstr("empty: holds no recordings"));
  // Rows of what can be read.
  const CommandResult rows = run("rwave beats db --recipe template-rr -o rows");
  EXPECT_EQ(rows.status, 0) << rows.err;
  EXPECT_THAT(rows.err, AllOf(HasSubstr("warning: left out: "), HasSubstr("r2.dat"), HasSubstr("none.dat"),
                              HasSubstr("2 of 5 records left out")));
  EXPECT_EQ(run("rwave beats db --recipe template-rr --strict -o rows").status, 1);
}

TEST_F(Inputs, WarningsAreErrorsWhereTheUserSaysSo) {
  const std::vector<std::string> values = samples();
  std::string text = "time (s),ecg (mV)\n";
  for (std::size_t i = 0; i < values.size(); ++i)
    if (i < 5000 || i >= 7500) text += std::to_string(static_cast<double>(i) / 250) + "," + values[i] + "\n";
  put_file(folder_ / "gap.csv", text);
  const CommandResult read = run("rwave detect gap.csv --json -o -");
  EXPECT_EQ(read.status, 0);
  EXPECT_THAT(read.err, HasSubstr("rwave: gap.csv: warning: 1 gap in the times of column time, 10 s in all"));
  const auto json = nlohmann::json::parse(read.out);
  EXPECT_EQ(json["samples"], 15000);
  EXPECT_EQ(json["warnings"].size(), 1U);
  const CommandResult strict = run("rwave detect gap.csv --strict -o out");
  EXPECT_EQ(strict.status, 1);
  EXPECT_THAT(strict.err, HasSubstr("--strict makes an error"));
  EXPECT_FALSE(fs::exists(folder_ / "out/gap.qrs"));
  EXPECT_EQ(run("rwave detect gap.csv --rate 500 -o out").status, 1) << "the times say 250 Hz";
}

// Without libtorch: what a training left says what it was trained on and how well it did.
TEST_F(Inputs, InfoOfATrainedModelSaysItsTraining) {
  testing::write_run(folder_ / "run", {.network = "seed", .seed = 7});
  const CommandResult info = run("rwave info run/model.safetensors");
  EXPECT_EQ(info.status, 0) << info.err;
  EXPECT_THAT(info.out, AllOf(HasSubstr("model.safetensors   seed\n"), HasSubstr("split official"),
                              HasSubstr("seed 7, epoch 2 of")));
  const CommandResult as_json = run("rwave info run/model.safetensors --json");
  EXPECT_EQ(nlohmann::json::parse(as_json.out)["options"]["seed"], 7);
  put_file(folder_ / "run/model.safetensors", get_file(folder_ / "run/model.safetensors") + "x");
  EXPECT_EQ(run("rwave info run/model.safetensors").status, 1);
}

TEST_F(Inputs, InfoSaysHowATableWasRead) {
  const std::vector<std::string> values = samples();
  std::string text = "# fs: 250\nSample Index;acc_x;ecg_uV\n";
  for (std::size_t i = 0; i < values.size(); ++i)
    text += std::to_string(i % 256) + ";0.1;" + std::to_string(1000 * std::stod(values[i])) + "\n";
  put_file(folder_ / "board.csv", text);
  const CommandResult said = run("rwave info board.csv");
  EXPECT_EQ(said.status, 0) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("leads     ecg\n"), HasSubstr("delimiter: semicolon"),
                              HasSubstr("rate: the head's: 'fs: 250'"), HasSubstr("Sample Index: counter"),
                              HasSubstr("motion")));
}

TEST_F(Inputs, ASignalFileThatEndsEarlyIsUsedAndSaid) {
  ASSERT_EQ(run("rwave simulate --seconds 60 -o r && head -c 30000 r.dat > cut && mv cut r.dat").status, 0);
  const CommandResult read = run("rwave detect r -o out");
  EXPECT_EQ(read.status, 0) << read.err;
  EXPECT_THAT(read.err, HasSubstr("it is read as far as it goes"));
  EXPECT_EQ(run("rwave detect r --strict -o out").status, 1);
  EXPECT_EQ(run("rwave info r --verify").status, 1);
}

TEST_F(Inputs, TheRateOfTablesHasOneNameAndContradictionsAreSaid) {
  ASSERT_EQ(run("rwave simulate --seconds 30 --rate 250 -o r").status, 0);
  EXPECT_THAT(run("rwave detect r --rate 360 -o out").err, HasSubstr("--rate 360 is not used"));
  const CommandResult old = run("rwave convert r -o x.edf --rate 125");
  EXPECT_EQ(old.status, 2);
  EXPECT_THAT(old.err, HasSubstr("--resample 125 converts it"));
  put_file(folder_ / "t.csv", "ecg\n" + std::string("0.1\n0.2\n0.4\n0.1\n0\n0.1\n0.2\n0.3\n0.1\n"));
  const CommandResult alias = run("rwave convert t.csv -o t.edf --input-rate 250");
  EXPECT_EQ(alias.status, 0) << alias.err;
  EXPECT_THAT(alias.err, HasSubstr("--input-rate is called --rate now"));
}

// The files of the issue reports, each as it is expected there; they lie next to the data.
struct Case {
  const char* file;
  const char* options;
  int beats;         // within two; -1: refused
  const char* said;  // on standard error
};

TEST_F(Inputs, ReportedFiles) {
  RWAVE_NEED_DATA(cases, "../cases");
  const std::vector<Case> all = {
      {"03-EEG-taken-for-ECG-in-PSG/realpsg.edf", "", 355, "passed over: EEG Fpz-Cz (EEG)"},
      {"03-EEG-taken-for-ECG-in-PSG/psgA_full.edf", "", 231, "EMG chin (EMG)"},
      {"03-EEG-taken-for-ECG-in-PSG/eegF_trigger.edf", "", 231, "Status (status or trigger)"},
      {"04-counter-column-taken-for-a-lead/counter.csv", "--rate 250", 68, ""},
      {"04-counter-column-taken-for-a-lead/openbci_plain.csv", "--rate 250", 68, ""},
      {"05-time-column-contradicts-the-rate-or-has-gaps/polar_gap.txt", "--rate 130", 57,
       "1 gap in the times"},
      {"05-time-column-contradicts-the-rate-or-has-gaps/time_s.csv", "--rate 500", -1,
       "column time says 250 Hz"},
      {"06-tables-as-devices-write-them/apple_en.csv", "--rate 512", 33, ""},
      {"06-tables-as-devices-write-them/apple_pt.csv", "", 33, ""},
      {"06-tables-as-devices-write-them/polar.txt", "--rate 130", 68, ""},
      {"06-tables-as-devices-write-them/polar_notime.txt", "--rate 130", 68, ""},
      {"06-tables-as-devices-write-them/german.csv", "--rate 250", 68, ""},
      {"06-tables-as-devices-write-them/comma_only.csv", "--rate 250", 68, ""},
      {"06-tables-as-devices-write-them/hashname.csv", "--rate 250", 68, ""},
      {"06-tables-as-devices-write-them/openbci.txt", "--rate 250", 68, ""},
      {"06-tables-as-devices-write-them/shimmer.csv", "--rate 256", 68, ""},
      {"06-tables-as-devices-write-them/NaN.csv", "--rate 250", 65, ""},
      {"06-tables-as-devices-write-them/NA.csv", "--rate 250", 65, ""},
      {"06-tables-as-devices-write-them/utf16.csv", "--rate 250", 68, ""},
      {"06-tables-as-devices-write-them/old_mac.csv", "--rate 250", 68, ""},
      {"06-tables-as-devices-write-them/thousands.csv", "--rate 250", 68, ""},
      {"07-units-in-other-letters/unit_upper.edf", "", 231, ""},
      {"07-units-in-other-letters/unit_mV_lower.edf", "", 231, ""},
      {"07-units-in-other-letters/unit_microV.edf", "", 231, ""},
      {"07-units-in-other-letters/unit_nV.edf", "", 231, ""},
      {"07-units-in-other-letters/ptbxl2021like", "", 275, ""},
      {"07-units-in-other-letters/ecgmicro", "", 275, "I + II"},
      {"08-dates-of-the-challenge-records/datedash", "", 275, ""},
      {"12-volts-without-a-unit/scale_V.csv", "--rate 250", 68, "an ECG's in V, which is assumed"},
      {"12-volts-without-a-unit/scale_mV.csv", "--rate 250", 68, ""},
      {"12-volts-without-a-unit/scale_tenmV.csv", "--rate 250", 68, "scaled to 1.5 mV"},
      {"13-EDF-as-found-in-the-field/minus1.edf", "", 231, "-1 data records are stated"},
      {"13-EDF-as-found-in-the-field/zero_but_data.edf", "", 231, "0 data records are stated"},
      {"13-EDF-as-found-in-the-field/fewer_than_said.edf", "", 173, "cut off"},
      {"13-EDF-as-found-in-the-field/more_than_said.edf", "", 231, "150 data records are stated"},
      {"13-EDF-as-found-in-the-field/trunc_half_record.edf", "", 230, "cut off"},
      {"13-EDF-as-found-in-the-field/trailing_bytes.edf", "", 231, "100 bytes after the last data record"},
      {"13-EDF-as-found-in-the-field/dmax_eq_dmin.edf", "", 231, "channel - is not read"},
      {"13-EDF-as-found-in-the-field/pmin_eq_pmax.edf", "", 231, "channel AUX is not read"},
      {"13-EDF-as-found-in-the-field/plusC_annot0.edf", "", 231, "0 samples in a data record"},
      {"13-EDF-as-found-in-the-field/plusD_nogap.edf", "", 231, ""},
      {"13-EDF-as-found-in-the-field/plusC_patient.edf", "", 231, ""},
      {"13-EDF-as-found-in-the-field/bad_date.edf", "", 231, "start date '00.00.00'"},
      {"13-EDF-as-found-in-the-field/time_colon.edf", "", 231, ""},
      {"13-EDF-as-found-in-the-field/nrec_padded_left.edf", "", 231, ""},
      {"13-EDF-as-found-in-the-field/dur_comma.edf", "", 231, "decimal comma"},
  };
  for (const Case& each : all) {
    const CommandResult found = run("rwave detect " + (cases / each.file).string() + " " + each.options +
                                    " --csv -o out; s=$?; cat out/*.csv; rm -f out/*; exit $s");
    EXPECT_THAT(found.err, HasSubstr(each.said)) << each.file;
    if (each.beats < 0) {
      EXPECT_NE(found.status, 0) << each.file;
      continue;
    }
    EXPECT_EQ(found.status, 0) << each.file << found.err;
    EXPECT_NEAR(static_cast<double>(lines(found.out) - 1), each.beats, 2) << each.file << "\n" << found.err;
  }
}

TEST_F(Inputs, APipeADeviceAndAnEmptyNameAreNoRecordings) {
  run("mkfifo pipe");
  for (const char* name : {"pipe", "/dev/null"}) {
    const CommandResult result = run(std::string("rwave classify ") + name + " -o out");
    EXPECT_EQ(result.status, 1) << name;
    EXPECT_THAT(result.err, HasSubstr(std::string(name) + ": is a pipe or a device, not a file")) << name;
  }
  const CommandResult empty = run("rwave classify '' -o out");
  EXPECT_EQ(empty.status, 1);
  EXPECT_THAT(empty.err, HasSubstr("a recording's name is empty"));
}

// Folders as the Challenges are distributed: RECORDS of records, of folders with lists of their own, and of
// MAT files whose headers are not there.
TEST_F(Inputs, RecordsOfAChallengeNameFoldersAndMatFiles) {
  RWAVE_NEED_DATA(data, "challenge2015/f120s.hea");
  const std::string from = data.parent_path().string();
  run("mkdir -p all/training/g1 all/training/g2 bare && cp " + from + "/f120s.* all/training/g1 && cp " +
      from + "/f130s.* all/training/g2 && cp " + from +
      "/f120s.mat bare && printf 'training/g1/\\ntraining/g2/\\n' > all/RECORDS && "
      "printf 'f120s\\n' | tee bare/RECORDS > all/training/g1/RECORDS");
  const CommandResult all = run("rwave info all");
  EXPECT_EQ(all.status, 0) << all.err;
  EXPECT_THAT(all.out, AllOf(HasSubstr("f120s"), HasSubstr("f130s")));
  const CommandResult bare = run("rwave info bare --rate 250");
  EXPECT_EQ(bare.status, 0) << bare.err;
  EXPECT_THAT(bare.out, HasSubstr("75,000 frames"));
}

// A folder that RECORDS names and that holds nothing costs itself alone; a link back is no second recording.
TEST_F(Inputs, AnEmptyFolderAmongThoseOfRecordsIsSaidAndTheOthersAreUsed) {
  RWAVE_NEED_DATA(data, "challenge2015/f120s.hea");
  run("mkdir -p all/g1 all/g2 none/g2 && cp " + data.parent_path().string() +
      "/f120s.* all/g1 && printf 'g1/\ng2/\n' > all/RECORDS && cp all/RECORDS none && ln -s .. all/g1/up && "
      "printf 'f120s\nup\n' > all/g1/RECORDS && mkdir none/g1");
  const CommandResult all = run("rwave detect all -o out");
  EXPECT_EQ(all.status, 1);
  EXPECT_THAT(all.err,
              AllOf(HasSubstr("all/g2: holds no recordings"), HasSubstr("1 of 2 recordings failed")));
  EXPECT_EQ(run("cd out && find . -type f").out, "./g1/f120s.qrs\n");
  // The same where both are given.
  const CommandResult both = run("rwave detect all/g1 all/g2 -o two");
  EXPECT_EQ(both.status, 1);
  EXPECT_THAT(both.err, HasSubstr("all/g2: holds no recordings"));
  EXPECT_EQ(run("ls two").out, "f120s.qrs\n");
  const CommandResult none = run("rwave detect none -o out");
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.err, HasSubstr("none: holds no recordings"));
}

// The trees that ship are no network of this program's training: they have no epochs, splits and validation.
TEST_F(Inputs, InfoOfTheTreesHasNoQuestionMarks) {
  const CommandResult info = run("rwave info " RWAVE_SOURCE_DIR "/models/whole.onnx");
  EXPECT_EQ(info.status, 0);
  EXPECT_THAT(info.out, AllOf(HasSubstr("134 records"), HasSubstr("40 rounds"), Not(HasSubstr("?"))));
}

TEST_F(Inputs, AnnotationsOutsideTheRecordingCostOneWarning) {
  RWAVE_NEED_DATA(cases, "../cases/09-one-annotation-past-the-end");
  run("cp " + cases.string() + "/* . && printf 'data_8_3\\n' > RECORDS");
  const std::string said =
      "1 annotation left out, past the recording's end: the first (+) stands at sample 53611 (offset 652)";
  for (const std::string verb :
       {"info data_8_3 --annotator past", "classify data_8_3 --beats past -o out",
        "classify data_8_3 --against past -o out", "beats . --annotator past --recipe template-rr -o rows"}) {
    const CommandResult done = run("rwave " + verb);
    EXPECT_EQ(done.status, 0) << verb << done.err;
    EXPECT_THAT(done.err, HasSubstr(said)) << verb;
  }
  EXPECT_THAT(run("rwave info data_8_3 --annotator noeof").err,
              HasSubstr("offset 2624: the file ends without the word 0"));
  EXPECT_EQ(run("rwave score -r data_8_3 -a noeof past -L - - --strict").status, 1);
}

}  // namespace
}  // namespace rwave
