// What `broadsheet doctor` finds: each thing it looked at, whether it is well, and what to do where it is not.
#pragma once
#include <functional>
#include <string>

#include "main/config.h"
#include "store/database.h"

namespace broadsheet {

class Doctor {
  public:
    void find(bool good, std::string const& what, std::string const& advice);
    void note(std::string const& what);  // worth knowing, and nothing wrong
    // Looks; where that throws, the error is what is wrong with `what`.
    void look(std::string const& what, std::string const& advice, std::function<void()> const& at);
    int result() const;  // 0: all is well; says so

  private:
    int problems_ = 0;
};

// The machine: folder, disk, files, clock, copies. Needs no database.
void look_at_machine(Doctor& doctor, Config const& config);
// Whether a server answers, under which address, and whom it trusts.
void look_at_server(Doctor& doctor, Config const& config);
// Mail, voices.
void look_at_services(Doctor& doctor, Config const& config);

}  // namespace broadsheet
