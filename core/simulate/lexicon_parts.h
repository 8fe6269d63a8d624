#pragma once
/// The parts that lexicon.cpp puts together; one function a finding.

#include "simulate/lexicon.h"

namespace second_read::simulate {

Lexicon strokeWords();
Lexicon haemorrhageWords();
Lexicon massWords();
Lexicon meningiomaWords();
Lexicon cavityWords();
Lexicon vascularWords();
Lexicon hydrocephalusWords();
Lexicon atrophyWords();
Lexicon smallVesselWords();
Lexicon inflammationWords();
Lexicon normalWords();

} // namespace second_read::simulate
