// GMime's objects owned, and the library ready for use. Private to mail/.
#pragma once
#include <gmime/gmime.h>

#include <memory>

namespace broadsheet::mail {

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};
struct Free {
    void operator()(gpointer memory) const { g_free(memory); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;
using OwnedText = std::unique_ptr<char, Free>;

void start_gmime();  // any number of times, any thread

}  // namespace broadsheet::mail
