// The command line: one function a command, each returning the exit status (0 done, 1 failed).
#pragma once
#include <string>

#include "main/config.h"
#include "main/handover.h"

namespace broadsheet {

int serve_command(Config const& config, Succession succession);
int migrate_command(Config const& config, bool dry_run);
int demo_command(Config const& config);
int many_stories_command(Config const& config, int count);  // generated ones, for load tests
int add_staff_command(Config const& config, std::string const& email, std::string const& role, std::string const& name);
int staff_token_command(Config const& config, std::string const& email);
int staff_password_command(Config const& config, std::string const& email, std::string const& password);
int staff_second_factor_off_command(Config const& config, std::string const& email);  // for who lost everything
int receive_mail_command(Config const& config);  // one mail on standard input; 75 (sysexits.h): to be tried again
// `file` "-": standard output, or input. `check` reads the file instead of making it.
int backup_command(Config const& config, std::string const& file, bool check);
int restore_command(Config const& config, std::string const& file);
int doctor_command(Config const& config);

}  // namespace broadsheet
