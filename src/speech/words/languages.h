// The languages that have rules of their own; within the room only. Each says the next token or more of a sentence.
#pragma once
#include "speech/words/speaker.h"

namespace broadsheet::speech {

void say_next_english(Speaker& speaker);
void say_next_ukrainian(Speaker& speaker);
void say_next_other(Speaker& speaker);  // numbers by ICU, the rest as it is written

}  // namespace broadsheet::speech
