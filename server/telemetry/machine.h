// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/telemetry/metrics_text.h"

namespace chauban::telemetry {

/// This process, as the kernel sees it (proc(5)), under the names that every Prometheus client uses.
void write_process(MetricsText& out);

}  // namespace chauban::telemetry
