#include "server/push/delivery.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace timeshelf::server::push {
namespace {

constexpr long kConnectSeconds = 3;
constexpr long kInAllSeconds = 5;  // the others wait behind it
constexpr std::size_t kLargestAnswer = 64 << 10;
constexpr std::int64_t kLongestWait = 86'400;

std::size_t count_only(char*, std::size_t size, std::size_t count, void* read) {
  auto& bytes = *static_cast<std::size_t*>(read);
  bytes += size * count;
  return bytes > kLargestAnswer ? 0 : size * count;
}

int is_interrupted(void* flag, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0;
}

CURL* connect() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return curl_easy_init();
}

Delivery delivery_of(long status, curl_off_t retry_after) {
  using Fate = Delivery::Fate;
  if (status >= 200 && status < 300) return {};
  const std::string reason = fmt::format("the push service answered {}", status);
  // RFC 8030 7.3: the subscription is gone. Redirects are not followed, and do not end by themselves.
  if (status == 404 || status == 410) return {Fate::gone, reason, {}};
  Delivery later{Fate::later, reason, {}};
  if (retry_after > 0)
    later.retry_after = std::chrono::seconds(std::min<curl_off_t>(retry_after, kLongestWait));
  return later;
}

}  // namespace

struct Sender::Connection {
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{connect(), curl_easy_cleanup};
};

Sender::Sender(bool any_address) : any_address_(any_address), connection_(std::make_unique<Connection>()) {}
Sender::~Sender() = default;

Delivery Sender::send(const std::string& url, const std::vector<std::string>& headers,
                      const std::string& body) {
  CURL* const curl = connection_->curl.get();
  curl_easy_reset(curl);  // options only; the connection stays
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> list(nullptr, curl_slist_free_all);
  for (const std::string& header : headers) list.reset(curl_slist_append(list.release(), header.c_str()));
  PublicDoor door{any_address_};
  std::size_t read = 0;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  door.guard(curl);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, count_only);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &read);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kInAllSeconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_interrupted);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &interrupted_);
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK && door.refused)
    return {Delivery::Fate::gone, "its address is of a private network", {}};
  // Registered while any_address was set.
  if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT)
    return {Delivery::Fate::gone, "its address is not called", {}};
  if (code != CURLE_OK) return {Delivery::Fate::later, curl_easy_strerror(code), {}};
  long status = 0;
  curl_off_t retry_after = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after);
  return delivery_of(status, retry_after);
}

}  // namespace timeshelf::server::push
