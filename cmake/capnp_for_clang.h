// SPDX-License-Identifier: GPL-3.0-or-later
// Put before every file that clang compiles (preset fuzz). Debian 12's Cap'n Proto 0.9 leaves these operators to
// C++20's rewriting of a == b as b == a, and clang from 16 on does that no more where != is declared too (P2468).
#pragma once

#include <kj/string.h>

namespace kj {
inline bool operator==(const char* a, const StringPtr& b) { return b == StringPtr(a); }
inline bool operator!=(const char* a, const StringPtr& b) { return !(b == StringPtr(a)); }
}  // namespace kj
