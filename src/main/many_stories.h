// Invented stories by the thousand, for load tests: several sections, authors and tags, five years of dates, words as
// common as they are in a language (the n-th about 1/n as common as the first). The same count gives the same words
// each time.
#pragma once
#include "base/time.h"
#include "store/database.h"

namespace broadsheet {

// Adds `count` published stories, every tenth a brief. Stories that are there already stay and keep their places in
// time among the new ones, but while this runs the public lists lack those that are newer than what has been written so
// far: not for a paper that has readers. One thread; commits every thousand stories.
void add_many_stories(store::Database& database, Clock const& clock, int count);

}  // namespace broadsheet
