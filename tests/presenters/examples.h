#pragma once
/// A small catalogue, a study with its files, an analysis: the same for all tests of the reading side.

#include <fstream>

#include "catalogue/catalogue.h"
#include "examination/examination.h"
#include "examination/json.h"
#include "study/study_reader.h"

namespace second_read::test {

inline catalogue::Finding finding(std::string id, std::string name, std::vector<std::string> terms) {
    catalogue::Finding made;
    made.id = std::move(id);
    made.name = std::move(name);
    made.inSentence = made.name;
    made.positives = {"There is a " + made.name + "."};
    made.negatives = {"There is no " + made.name + "."};
    made.terms = std::move(terms);
    made.needsAnyOf = {Sequence::FLAIR};
    return made;
}

inline catalogue::Catalogue smallCatalogue() {
    catalogue::Catalogue made;
    made.region = "brain";
    made.version = "test";
    made.findings = {finding("mass", "mass", {"mass", "tumour"}),
                     finding("hydrocephalus", "hydrocephalus", {"hydrocephalus"}),
                     finding("haemorrhage", "haemorrhage", {"haemorrhage"})};
    made.findings[1].lateralised = false;
    made.normalSentences = {"Normal brain."};
    return made;
}

inline examination::Calibration smallCalibration() {
    examination::Calibration made;
    made.cohort = "shipped: 500 simulated normal examinations";
    made.normals = 500;
    examination::FlagThreshold threshold;
    threshold.missPercentile = 97;
    threshold.missProbability = 0.5;
    threshold.overcallPercentile = 10;
    threshold.missPrecision = 0.9;
    threshold.overcallPrecision = 0.7;
    threshold.sidePrecision = 0.92;
    made.thresholds = {{"mass", threshold}, {"hydrocephalus", threshold}, {"haemorrhage", threshold}};
    return made;
}

/// What the engine says of its pack.
inline nlohmann::json packReport() {
    return {{"id", "brain-mri"},
            {"version", "1.2"},
            {"device", "cpu"},
            {"catalogue", catalogue::toJson(smallCatalogue())},
            {"calibration", examination::toJson(smallCalibration())}};
}

inline examination::Evidence evidenceOf(const std::string& id, double percentile, double probability) {
    examination::Evidence made;
    made.id = made.name = id;
    made.evaluable = true;
    made.percentile = percentile;
    made.probability = probability;
    made.similarity = 0.2;
    return made;
}

/// A mass on the right, no hydrocephalus, haemorrhage not evaluable.
inline std::vector<examination::Evidence> rightMass() {
    auto mass = evidenceOf("mass", 99, 0.93);
    mass.side = Side::Right;
    mass.place = "right frontal lobe";
    mass.seriesUid = "1.2.3";
    mass.stack = 0;
    mass.slice = 16;
    mass.peakLps = {{-31.4, -44.0, 41.2}};
    examination::Evidence haemorrhage;
    haemorrhage.id = haemorrhage.name = "haemorrhage";
    haemorrhage.whyNot = "no SWI";
    return {mass, evidenceOf("hydrocephalus", 33, 0.02), haemorrhage};
}

inline study::OpenedStudy openedStudy(const std::filesystem::path& folder, const std::string& uid = "1.2") {
    study::OpenedStudy made;
    made.folder = folder;
    made.study.uid = uid;
    made.study.patient = {"DOE^JANE", "104233", "F", 52};
    made.study.date = "2026-11-20";
    made.study.time = "09:42";
    made.study.description = "MR brain";
    examination::Series series;
    series.uid = "1.2.3";
    series.sequence = Sequence::FLAIR;
    series.eligible = true;
    made.study.series = {series};
    made.sources.resize(1);
    return made;
}

inline void write(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

constexpr const char* kLeftMassReport =
    "CLINICAL DETAILS:\nFirst seizure.\n\nFINDINGS:\nThere is a left frontal mass. "
    "No hydrocephalus.\n\nCONCLUSION:\nLeft frontal tumour.\n";

} // namespace second_read::test
