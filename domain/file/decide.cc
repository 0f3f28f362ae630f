// SPDX-License-Identifier: GPL-3.0-or-later
#include "domain/authority.h"

namespace chauban::file {

Decision decide(const World& world, const StoreFile& command, const Context& context) {
  if (!belongs(context, command.agency)) return forbidden("position");
  if (command.file.is_nil() || command.agency.is_nil()) return invalid("file", "id_reserved");
  CHAUBAN_CHECK(need_text("mediaType", command.media_type, 100));
  CHAUBAN_CHECK(limit_text("name", command.name, 255));
  CHAUBAN_TRY(const auto found, world.file(command.file));
  if (found.state.stage != Stage::absent) return conflict("stored", "");
  return std::vector{event_of(command.file, FileStored{command.file, command.agency, command.content,
                                                       command.size_bytes, command.media_type, command.name})};
}

Decision decide(const World& world, const OpenQuarantine& command, const Context& context) {
  CHAUBAN_TRY(const auto found, world.file(command.file));
  if (found.state.stage == Stage::absent || !belongs(context, found.state.agency)) return refuse(ErrorCode::not_found);
  if (command.mark == Secrecy::none) return invalid("mark", "secrecy_unknown");
  if (found.state.stage == Stage::quarantined) return std::vector<NewEvent>{};
  return std::vector{event_of(command.file, QuarantineOpened{command.page, command.mark})};
}

}  // namespace chauban::file
