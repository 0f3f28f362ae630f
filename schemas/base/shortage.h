// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cerrno>

namespace chauban {

/// True if the kernel had no descriptor, process or memory to give (errno of whatever starts something): that is of the
/// machine and passes; what was asked may be asked again.
constexpr bool is_shortage(int error) {
  return error == EMFILE || error == ENFILE || error == EAGAIN || error == ENOMEM;
}

}  // namespace chauban
