// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

namespace chauban {
namespace {

constexpr int kDeadlineMs = 20'000;

bool wait_for(int socket, short what, int timeout_ms) {
  if (socket < 0) return false;
  pollfd entry{socket, what, 0};
  return poll(&entry, 1, timeout_ms) > 0;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

}  // namespace

HttpClient::HttpClient(std::uint16_t port, int receive_buffer) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (receive_buffer > 0) setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

HttpClient::~HttpClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool HttpClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!wait_for(socket_, POLLOUT, kDeadlineMs)) return false;
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return false;
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::size_t HttpClient::send_until_stuck(std::size_t limit) {
  const std::string part(64 * 1024, 'x');
  std::size_t total = 0;
  while (total < limit && wait_for(socket_, POLLOUT, 200)) {
    const auto sent = ::send(socket_, part.data(), std::min(part.size(), limit - total), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) break;
    total += static_cast<std::size_t>(sent);
  }
  return total;
}

bool HttpClient::fill() {
  if (!wait_for(socket_, POLLIN, kDeadlineMs)) return false;
  std::array<char, 65536> part{};
  const auto size = ::recv(socket_, part.data(), part.size(), 0);
  if (size <= 0) return false;
  buffer_.append(part.data(), static_cast<std::size_t>(size));
  return true;
}

std::string HttpClient::receive_until(std::string_view mark) {
  std::size_t at = buffer_.find(mark);
  while (at == std::string::npos && fill()) at = buffer_.find(mark);
  const auto end = at == std::string::npos ? buffer_.size() : at + mark.size();
  auto out = buffer_.substr(0, end);
  buffer_.erase(0, end);
  return out;
}

HttpAnswer HttpClient::receive(bool head_only) {
  HttpAnswer answer;
  const auto head = receive_until("\r\n\r\n");
  if (head.size() < 12 || head.compare(0, 5, "HTTP/") != 0) return answer;
  answer.status = std::atoi(head.c_str() + 9);
  for (std::size_t at = head.find("\r\n") + 2; at + 2 < head.size();) {
    const auto end = head.find("\r\n", at);
    const auto line = head.substr(at, end - at);
    const auto colon = line.find(':');
    auto& value = answer.headers[lower(line.substr(0, colon))];
    value += (value.empty() ? "" : "\n") + line.substr(std::min(line.size(), colon + 2));
    at = end + 2;
  }
  if (head_only || answer.status < 200 || answer.status == 204 || answer.status == 304) return answer;
  if (answer.header("transfer-encoding") == "chunked") {
    for (;;) {
      const auto size = std::strtoul(receive_until("\r\n").c_str(), nullptr, 16);
      while (buffer_.size() < size + 2 && fill()) {
      }
      answer.body += buffer_.substr(0, size);
      buffer_.erase(0, size + 2);
      if (size == 0) return answer;
    }
  }
  const bool known = answer.headers.contains("content-length");
  const std::size_t size = known ? std::strtoul(answer.header("content-length").c_str(), nullptr, 10) : SIZE_MAX;
  while (buffer_.size() < size && fill()) {
  }
  answer.body = buffer_.substr(0, size);
  buffer_.erase(0, answer.body.size());
  return answer;
}

HttpAnswer HttpClient::request(std::string_view method, std::string_view target, std::string_view headers,
                               std::string_view body) {
  std::string text(method);
  text += " ";
  text += target;
  text += " HTTP/1.1\r\nHost: localhost\r\n";
  text += headers;
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  text += "\r\n";
  text += body;
  send(text);
  return receive(method == "HEAD");
}

bool HttpClient::closed_by_server() {
  std::array<char, 4096> part{};
  if (socket_ < 0) return true;
  for (;;) {
    if (!wait_for(socket_, POLLIN, kDeadlineMs)) return false;
    if (::recv(socket_, part.data(), part.size(), 0) <= 0) return true;
  }
}

void HttpClient::shut_down_sending() { ::shutdown(socket_, SHUT_WR); }

}  // namespace chauban
