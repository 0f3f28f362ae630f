// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schemas/base/error.h"

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace chauban {

/// A value or the reason why there is none. The only way failure crosses a folder's border.
template <class T>
using Result = tl::expected<T, Error>;

/// An outcome without a value.
using Status = Result<void>;

inline tl::unexpected<Error> refuse(ErrorCode code, std::string key = "",
                                    std::map<std::string, std::string> details = {}) {
  return tl::unexpected<Error>(Error{code, std::move(key), std::move(details)});
}
inline tl::unexpected<Error> refuse(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace chauban

#define CHAUBAN_CONCAT_(a, b) a##b
#define CHAUBAN_CONCAT(a, b) CHAUBAN_CONCAT_(a, b)
#define CHAUBAN_TRY_(result, declaration, expression)               \
  auto result = (expression);                                       \
  if (!result) return ::chauban::refuse(std::move(result).error()); \
  declaration = std::move(*result)

/// `CHAUBAN_TRY(auto doc, load(id));` hands the error on, or binds the value.
#define CHAUBAN_TRY(declaration, ...) CHAUBAN_TRY_(CHAUBAN_CONCAT(chauban_try_, __LINE__), declaration, (__VA_ARGS__))

/// `CHAUBAN_CHECK(sync(fd));` hands the error of a Status on.
#define CHAUBAN_CHECK(...)                                                            \
  do {                                                                                \
    auto chauban_check_ = (__VA_ARGS__);                                              \
    if (!chauban_check_) return ::chauban::refuse(std::move(chauban_check_).error()); \
  } while (false)
