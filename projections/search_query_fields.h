// SPDX-License-Identifier: GPL-3.0-or-later
// The `field: value` part of the query language.
#pragma once

#include "projections/search_query.h"

#include <optional>
#include <string_view>

namespace chauban::search {

/// `loai`, `loại`, `LOẠI` → kind; nothing for other words.
std::optional<Where> find_field(std::string_view name);
/// Nothing if the value means nothing in this field (no such date): it is then read literally.
std::optional<Clause> field_clause(Where where, std::string_view value, bool quoted);

}  // namespace chauban::search
