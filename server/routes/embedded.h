// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace chauban::server {

/// Files of schemas/ as JSON, built into the program by embed_yaml.py, in pieces (a compiler need not take a literal
/// that long).
std::span<const std::string_view> openapi_pieces();     ///< openapi.yaml
std::span<const std::string_view> event_data_pieces();  ///< event_data.yaml

}  // namespace chauban::server
