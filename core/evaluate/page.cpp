#include "evaluate/page.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace second_read::evaluate {
namespace {

using nlohmann::json;

constexpr const char* kHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Second Read: evaluation</title>
<style>
body { font: 15px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222; }
table { border-collapse: collapse; margin: .5em 0 1.5em; } th, td { text-align: right; padding: .2em .8em; border-bottom: 1px solid #ddd; }
th:first-child, td:first-child { text-align: left; } .note { color: #666; } svg text { font: 11px sans-serif; fill: #444; }
figure { display: inline-block; margin: 0 1em 1em 0; } figcaption { font-size: 12px; color: #444; text-align: center; }
</style></head><body>
)";

std::string number(const json& value, const char* format = "%.2f") {
    if (!value.is_number()) return "&ndash;";
    char text[32];
    std::snprintf(text, sizeof text, format, value.get<double>());
    return text;
}

std::string interval(const json& ci) {
    return ci.is_array() && ci.size() == 2 ? number(ci[0]) + " to " + number(ci[1]) : "&ndash;";
}

std::string row(std::initializer_list<std::string> cells, const char* tag = "td") {
    std::string text = "<tr>";
    for (const auto& cell : cells) text += std::string("<") + tag + ">" + cell + "</" + tag + ">";
    return text + "</tr>\n";
}

/// A line from 0 to 1 with the area's interval as a bar and the area as a dot; chance is marked.
std::string areaBar(const json& figures) {
    if (!figures["auc"].is_number()) return "";
    const auto x = [](double value) { return std::to_string(static_cast<int>(5 + 150 * value)); };
    std::string svg = "<svg width=\"160\" height=\"16\" role=\"img\"><line x1=\"5\" x2=\"155\" y1=\"8\" "
                      "y2=\"8\" stroke=\"#ddd\"/>"
                      "<line x1=\"80\" x2=\"80\" y1=\"2\" y2=\"14\" stroke=\"#999\" stroke-dasharray=\"2\"/>";
    if (figures["ci"].is_array())
        svg += "<line x1=\"" + x(figures["ci"][0].get<double>()) + "\" x2=\"" +
               x(figures["ci"][1].get<double>()) +
               "\" y1=\"8\" y2=\"8\" stroke=\"#2b6cb0\" stroke-width=\"4\" opacity=\".4\"/>";
    return svg + "<circle cx=\"" + x(figures["auc"].get<double>()) +
           "\" cy=\"8\" r=\"4\" fill=\"#2b6cb0\"/></svg>";
}

/// Observed share against predicted probability; a dot's area grows with its number of examinations.
std::string calibrationPlot(const std::string& name, const json& bins) {
    std::string svg = "<figure><svg width=\"170\" height=\"170\" role=\"img\"><rect x=\"20\" y=\"5\" "
                      "width=\"145\" height=\"145\" fill=\"none\" "
                      "stroke=\"#ccc\"/><line x1=\"20\" y1=\"150\" x2=\"165\" y2=\"5\" stroke=\"#bbb\" "
                      "stroke-dasharray=\"3\"/>";
    for (const auto& bin : bins) {
        const int x = 20 + static_cast<int>(145 * bin[0].get<double>()),
                  y = 150 - static_cast<int>(145 * bin[1].get<double>());
        const double radius = std::min(9.0, 2 + 0.6 * std::sqrt(bin[2].get<double>()));
        svg += "<circle cx=\"" + std::to_string(x) + "\" cy=\"" + std::to_string(y) + "\" r=\"" +
               number(radius, "%.1f") + "\" fill=\"#2b6cb0\" opacity=\".6\"/>";
    }
    return svg + "<text x=\"20\" y=\"163\">predicted 0 to 1</text></svg><figcaption>" + escaped(name) +
           "</figcaption></figure>";
}

std::string findingsTable(const pack::Pack& pack, const json& figures) {
    std::string text =
        "<h2>Findings</h2><p class=\"note\">Intervals: 95 %, patients drawn with replacement. Sensitivity "
        "and specificity at the pack's threshold for flags (percentile among normals and probability); "
        "where it sets none that can be reached, at a probability of 0.5.</p><table>" +
        row({"finding", "AUC", "95 % interval", "", "with it", "n", "sensitivity", "specificity",
             "at percentile", "and probability"},
            "th");
    std::string plots;
    const auto add = [&](const std::string& name, const json& each) {
        const json threshold = each.value("threshold", json::object());
        text += row({escaped(name), number(each["auc"]), interval(each["ci"]), areaBar(each),
                     number(each.value("n_pos", json()), "%.0f"), number(each["n"], "%.0f"),
                     number(each.value("sensitivity", json())), number(each.value("specificity", json())),
                     number(threshold.value("percentile", json()), "%.1f"),
                     number(threshold.value("probability", json()))});
    };
    add("Anything abnormal", figures["normal_abnormal"]);
    for (const auto& finding : pack.catalogue().findings) {
        const auto& each = figures["findings"][finding.id];
        add(finding.name, each);
        if (!each["calibration"].empty()) plots += calibrationPlot(finding.name, each["calibration"]);
    }
    return text +
           "</table><h2>Calibration</h2><p class=\"note\">Share of examinations that have the finding, "
           "against the "
           "predicted probability.</p>" +
           plots;
}

std::string withInterval(const json& area) {
    return number(area["auc"]) + (area["ci"].is_array() ? " (" + interval(area["ci"]) + ")" : "");
}

std::string baselinesTable(const pack::Pack& pack, const json& figures) {
    const auto& baselines = figures["baselines"];
    std::string text =
        "<h2>Against baselines</h2><p class=\"note\">AUC. Brightness: logistic regression on how bright each "
        "sequence "
        "is. True labels: logistic regression on all that the encoders say, fitted on the true labels, about "
        "the most "
        "that can be read out of them. Both in five folds over the patients of this very set; the pack has "
        "seen none "
        "of it. Raw cosine: to the finding's sentences, not standardised.</p><table>" +
        row({"finding", "this pack", "true labels", "brightness", "raw cosine", "random"}, "th");
    const auto add = [&](const std::string& name, const std::string& id, const json& area) {
        text += row({escaped(name), withInterval(area), withInterval(baselines["true_labels"][id]),
                     withInterval(baselines["mean_intensity"][id]),
                     withInterval(baselines["raw_similarity"][id]), withInterval(baselines["random"][id])});
    };
    add("Anything abnormal", "normal_abnormal", figures["normal_abnormal"]);
    for (const auto& finding : pack.catalogue().findings)
        add(finding.name, finding.id, figures["findings"][finding.id]);
    return text + "</table>";
}

std::string flagsTable(const json& figures) {
    std::string text = "<h2>Flags</h2><p>" + number(figures["false_flags_per_100"], "%.1f") +
                       " false flags per 100 unchanged reports (" +
                       number(figures["unchanged_reports"], "%.0f") + " reports).</p><table>" +
                       row({"planted error", "found", "of", "95 % interval", "cause over 2 ml: found", "of",
                            "95 % interval"},
                           "th");
    for (const auto& [kind, each] : figures["planted_errors"].items()) {
        const auto& visible = each["visible"];
        text += row({escaped(kind), number(each["found"], "%.0f"), number(each["n"], "%.0f"),
                     interval(each["ci"]), number(visible["found"], "%.0f"), number(visible["n"], "%.0f"),
                     interval(visible["ci"])});
    }
    return text + "</table>";
}

std::string groupsTable(const char* title, const json& groups) {
    if (groups.empty()) return "";
    std::string text = std::string("<h2>") + title + "</h2><table>" +
                       row({"group", "AUC, anything abnormal", "95 % interval", "", "n"}, "th");
    for (const auto& [name, each] : groups.items())
        text += row({escaped(name), number(each["auc"]), interval(each["ci"]), areaBar(each),
                     number(each["n"], "%.0f")});
    return text + "</table>";
}

/// Groups within findings: those with the finding in the group against all without it.
std::string findingGroupsTable(const char* title, const pack::Pack& pack, const json& groups) {
    std::string rows;
    for (const auto& finding : pack.catalogue().findings) {
        const auto found = groups.find(finding.id);
        if (found == groups.end()) continue;
        for (const auto& [name, each] : found->items())
            rows += row({escaped(finding.name + ", " + name), number(each["auc"]), interval(each["ci"]),
                         areaBar(each), number(each["n_pos"], "%.0f"), number(each["sensitivity"])});
    }
    if (rows.empty()) return "";
    return std::string("<h2>") + title + "</h2><table>" +
           row({"finding", "AUC", "95 % interval", "", "with it", "sensitivity"}, "th") + rows + "</table>";
}

std::string retrievalTable(const pack::Pack& pack, const json& figures) {
    std::string text = "<h2>Search</h2><p class=\"note\">Share of the 15 examinations nearest to the "
                       "finding's sentences, by images alone, "
                       "that have it; beside it the share among all.</p><table>" +
                       row({"finding", "of 15", "of all"}, "th");
    for (const auto& finding : pack.catalogue().findings)
        text += row({escaped(finding.name), number(figures["retrieval"]["p_at_15"].value(finding.id, json())),
                     number(figures["baselines"]["prevalence"].value(finding.id, json()))});
    return text + "</table>";
}

std::string runTable(const json& figures) {
    std::string text = "<h2>Place, time and memory</h2><table>";
    const auto& place = figures["localisation"];
    text += row({"peak within 10 mm of the finding", number(place["hit_rate"]),
                 interval(place["hit_rate_ci"]), "of " + number(place["n_places"], "%.0f")});
    text += row({"side right, where one is stated", number(place["side_accuracy"]),
                 interval(place["side_accuracy_ci"]), "of " + number(place["n_sides"], "%.0f")});
    text += row({"side stated, of one-sided findings", number(place["side_stated"]), "", ""});
    for (const auto& [stage, ms] : figures["latency_ms"].items())
        text += row({stage == "total_p95" ? "95th percentile ms, total" : "median ms, " + escaped(stage),
                     number(ms, "%.0f"), "", ""});
    return text + row({"peak memory, MB", number(figures["memory_mb"], "%.0f"), "", ""}) + "</table>";
}

} // namespace

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

std::string evaluationPage(const pack::Pack& pack, const json& figures, const PageFacts& facts) {
    const auto& id = pack.info().id;
    const auto& strata = figures["strata"];
    return std::string(kHead) + "<h1>Evaluation of " + escaped(id.id) + " " + escaped(id.version) +
           "</h1><p>" + std::to_string(facts.examinations) + " examinations of the " + escaped(facts.source) +
           "; " + std::to_string(facts.leftOut) +
           " more were left out (failed, or abstained on). Percentiles by " +
           escaped(pack.calibration().cohort) + ". Research use only. Not a medical device.</p>" +
           findingsTable(pack, figures) + baselinesTable(pack, figures) + flagsTable(figures) +
           retrievalTable(pack, figures) + groupsTable("Sites", figures["sites"]) +
           groupsTable("Age", strata["age"]) + groupsTable("Sex", strata["sex"]) +
           groupsTable("Without a sequence", strata["without"]) +
           findingGroupsTable("Subtypes", pack, strata["subtype"]) +
           findingGroupsTable("Sizes", pack, strata["size"]) + runTable(figures) + "</body></html>\n";
}

} // namespace second_read::evaluate
