// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace chauban {

/// One answer as it came. Header names in lower case; repeated ones joined by a line feed.
struct HttpAnswer {
  int status = 0;  ///< 0: the connection ended before an answer
  std::map<std::string, std::string> headers;
  std::string body;
  [[nodiscard]] std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

/// A raw connection to loopback that can say anything, also nonsense. Every wait has a deadline of 20 s.
class HttpClient {
 public:
  /// `receive_buffer` > 0: the kernel's, small to play a slow reader.
  explicit HttpClient(std::uint16_t port, int receive_buffer = 0);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// All of it; false when the server has closed.
  bool send(std::string_view bytes);
  /// As much as goes without waiting for the server to read (at most `limit`), until it has not gone on for 200 ms.
  std::size_t send_until_stuck(std::size_t limit);
  /// The next answer; `head_only` after HEAD. Understands Content-Length, chunks and the end of the connection.
  HttpAnswer receive(bool head_only = false);
  HttpAnswer request(std::string_view method, std::string_view target, std::string_view headers = "",
                     std::string_view body = "");
  /// What has come up to and with `mark`; what came at all, when the connection ended first.
  std::string receive_until(std::string_view mark);
  /// True if the server closes within the deadline; discards what it still sends.
  bool closed_by_server();
  void shut_down_sending();

 private:
  bool fill();  // false: end of the connection, or deadline

  int socket_ = -1;
  std::string buffer_;
};

}  // namespace chauban
