// SPDX-License-Identifier: GPL-3.0-or-later
// Inside server/http only: the hop of a coroutine to a worker thread and back.
#pragma once

#include "server/http/connection.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace chauban::http {

template <class Work>
auto Connection::on_worker(Work work, bool admitted) -> boost::asio::awaitable<std::optional<decltype(work())>> {
  using Value = std::optional<decltype(work())>;
  const auto self = shared_from_this();
  auto shared_work = std::make_shared<Work>(std::move(work));
  // Named, like every argument of an awaited call (connection.h).
  auto initiate = [self, shared_work, admitted](auto handler) {
    // A handler is move-only and a task must be copyable, hence the shared pointer; it is called once.
    auto resume = std::make_shared<decltype(handler)>(std::move(handler));
    const auto executor = self->stream_.get_executor();
    const auto finish = [resume, executor](Value value) {
      boost::asio::post(executor, [resume, value = std::move(value)]() mutable { (*resume)(std::move(value)); });
    };
    auto task = [finish, shared_work, self] { finish(Value((*shared_work)())); };
    auto& workers = self->context_->workers;
    const bool taken = admitted ? workers.resume(std::move(task)) : workers.submit(std::move(task));
    if (!taken) finish(Value());
  };
  co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Value)>(
      std::move(initiate), boost::asio::use_awaitable);
}

}  // namespace chauban::http
