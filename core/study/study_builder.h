#pragma once
/// Facts of many files to studies with series entries.

#include <vector>

#include "study/image_facts.h"
#include "study/study_reader.h"

namespace second_read::study {

/// Groups by study and series, splits series into stacks, recognises sequences, judges what may be analysed.
/// `facts` may be large and is taken over.
std::vector<OpenedStudy> buildStudies(std::vector<FileFacts> facts);

} // namespace second_read::study
