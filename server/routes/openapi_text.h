// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace chauban::server {

/// schemas/openapi.yaml as JSON, in pieces (a compiler need not take a literal that long). Made by embed_openapi.py.
std::span<const std::string_view> openapi_pieces();

}  // namespace chauban::server
