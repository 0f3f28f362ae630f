// SPDX-License-Identifier: GPL-3.0-or-later
// The command line. Each verb stands in a file of its own: options in, exit code out.
#pragma once

#include "schemas/base/error.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace chauban::cli {

/// Documented in docs/operating.md and in --help.
enum ExitCode : int { kDone = 0, kRefused = 1, kUsage = 2, kUnreachable = 3, kPartly = 4 };

struct Common {
  std::filesystem::path data = "data";
  bool json = false;  ///< for programs: one JSON value, or one a line, on standard output
};

struct ServeOptions {
  Common common;
  std::string listen = "127.0.0.1:8080";
  std::filesystem::path web;
  std::filesystem::path drop;
  std::filesystem::path demo;  ///< folder with scans; empty: no demo
  std::string base_url;
  bool behind_tls = false;
  int ocr_workers = 0;           ///< 0: one a core
  std::uint64_t reserve_mb = 0;  ///< room left free on the disk; 0: 2 GiB or 5 %
  double rate_limit = 600;       ///< requests a minute of one account
  std::string metrics;           ///< address:port of /metrics; empty: not served
  std::filesystem::path tls_certificate, tls_key;
  std::string otlp;  ///< base URL of a collector; empty: no traces
  std::string log_format = "text";
  bool log_every_request = false;
};
int run_serve(const ServeOptions& options);

struct ImportOptions {
  Common common;
  std::vector<std::filesystem::path> files;
};
int run_import(const ImportOptions& options);

struct DemoOptions {
  Common common;
  std::filesystem::path scans;  ///< empty: letters are generated
  int documents = 0;
  int years = 1;
  int agencies = 1;
  std::uint64_t seed = 1;
  std::string until;  ///< YYYY-MM-DD; empty: today
};
int run_demo(const DemoOptions& options);

struct RebuildOptions {
  Common common;
  bool state = false;
  std::string view;  ///< empty and not state: every view
};
int run_rebuild(const RebuildOptions& options);

struct UserOptions {
  Common common;
  std::string action;  ///< list, add, close, password
  std::string user_name;
  std::string full_name;
  std::string position;  ///< id
  std::string reason;
};
int run_user(const UserOptions& options);

struct UnitOptions {
  Common common;
  std::string action;  ///< list, add
  std::string name;
  std::string abbreviation;
  std::string organ_id;
  std::string parent;  ///< id; empty: the agency. The very first unit is the agency itself
};
int run_unit(const UnitOptions& options);

struct PositionOptions {
  Common common;
  std::string action;  ///< list, add
  std::string title;
  std::string unit;                ///< id
  std::vector<std::string> roles;  ///< as in the API
};
int run_position(const PositionOptions& options);

struct EventsOptions {
  Common common;
  std::string after;
  std::string types;
  std::size_t limit = 100;
  bool follow = false;
};
int run_events(const EventsOptions& options);

struct FsckOptions {
  Common common;
};
/// kDone: nothing is damaged; kPartly: only what is built anew; kRefused: truth is damaged.
int run_fsck(const FsckOptions& options);

struct VerifyOptions {
  Common common;
  std::filesystem::path trust;                     ///< file of keys; empty: the folder's own
  std::vector<std::filesystem::path> checkpoints;  ///< signed checkpoints that were kept elsewhere
};
/// kDone: intact, and covered by checkpoints; kPartly: intact, and blobs or checkpoints are missing; kRefused: broken.
int run_verify(const VerifyOptions& options);

struct BackupOptions {
  Common common;
  std::filesystem::path to;
  std::filesystem::path keys;  ///< another folder for the keystore; empty: it is not backed up
  std::size_t keep = 0;        ///< how many backups stay; 0: all
};
/// kPartly: made, and some blobs are missing at the source.
int run_backup(const BackupOptions& options);

struct RestoreOptions {
  Common common;
  std::filesystem::path from;  ///< empty: confirm only
  std::string backup;          ///< name below `backups/`; empty: the newest
  std::filesystem::path keys;
  std::filesystem::path trust;
  std::vector<std::filesystem::path> checkpoints;
  bool confirm = false;
};
int run_restore(const RestoreOptions& options);

/// Parses, runs one verb. The whole of main.
int run(int argc, char** argv);

/// Says on standard error what went wrong and what to do next, in both languages; returns kRefused or kUnreachable.
int report(const Error& error);
/// Where this program is: worker processes are started from it.
std::filesystem::path own_executable();
/// First line of standard input, or a question without echo on a terminal.
std::string ask_password(const std::string& prompt);
/// A bar on a terminal, nothing elsewhere. `done` of `all`.
void show_progress(const std::string& what, std::uint64_t done, std::uint64_t all);

}  // namespace chauban::cli
