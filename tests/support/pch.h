// SPDX-License-Identifier: GPL-3.0-or-later
// Precompiled for tests only: product code must show what it includes.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tl/expected.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <variant>
#include <vector>
