// What the desk's API answers about newsletters, as desk_routes.cpp names it. Private to newsletters/.
#pragma once
#include "desk_call/call.h"
#include "newsletters/newsletters.h"

namespace broadsheet::newsletters {

using desk_call::DeskCall;
using desk_call::Fields;
using desk_call::json_answer;
using desk_call::read_body;
using desk_call::unknown;

using DeskHandler = http::Response(DeskCall const& call, Newsletters& parts);

DeskHandler list_newsletters;  // with how many get each
DeskHandler create_newsletter;
DeskHandler change_newsletter;
DeskHandler delete_newsletter;  // while nobody gets it and nothing was written for it
DeskHandler order_newsletters;
DeskHandler show_growth;  // ?days=

DeskHandler list_readers;  // ?q=&newsletter=SLUG&before=
DeskHandler show_reader;
DeskHandler forget_reader;
DeskHandler start_import;  // a CSV file as the body; ?newsletter=SLUG for rows that name none
DeskHandler show_import;   // how far it is, and its report
DeskHandler export_list;   // CSV; ?newsletter=SLUG
DeskHandler list_suppressed;
DeskHandler change_suppression;  // email, blocked

DeskHandler list_mailings;   // ?status=&newsletter=
DeskHandler create_mailing;  // an edition is filled in by its newsletter's rule
DeskHandler show_mailing;    // with figures, once it has begun
DeskHandler change_mailing;
DeskHandler delete_mailing;
DeskHandler fill_mailing;
DeskHandler preview_mailing;
DeskHandler reach_of_mailing;
DeskHandler test_mailing;
DeskHandler schedule_mailing;  // `at`, or now
DeskHandler cancel_mailing;    // until the first mail has left
DeskHandler pause_mailing;
DeskHandler resume_mailing;
DeskHandler list_mails;  // ?state=
DeskHandler send_again;

}  // namespace broadsheet::newsletters
