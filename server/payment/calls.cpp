#include "server/payment/calls.hpp"

#include <curl/curl.h>

#include <mutex>

namespace timeshelf::server::payment {
namespace {

constexpr long kConnectSeconds = 5;
constexpr long kInAllSeconds = 15;
constexpr std::size_t kLargestAnswer = 1 << 20;

std::size_t keep(char* bytes, std::size_t size, std::size_t count, void* answer) {
  auto& text = *static_cast<std::string*>(answer);
  if (text.size() + size * count > kLargestAnswer) return 0;
  text.append(bytes, size * count);
  return size * count;
}

int is_interrupted(void* flag, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0;
}

CURL* connect() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  return curl_easy_init();
}

}  // namespace

struct Calls::Connection {
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{connect(), curl_easy_cleanup};
};

Calls::Calls() : connection_(std::make_unique<Connection>()) {}
Calls::~Calls() = default;

Result<Calls::Answer, Calls::NoAnswer> Calls::call(const std::string& url,
                                                   const std::vector<std::string>& headers,
                                                   const std::string* body) {
  CURL* const curl = connection_->curl.get();
  curl_easy_reset(curl);  // options only; the connection stays
  Answer answer;
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> list(nullptr, curl_slist_free_all);
  for (const std::string& header : headers) list.reset(curl_slist_append(list.release(), header.c_str()));
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list.get());
  if (body) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body->size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->c_str());
  }
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kInAllSeconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_interrupted);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &interrupted_);
  const CURLcode code = curl_easy_perform(curl);
  if (code != CURLE_OK) {
    NoAnswer none;
    none.message = curl_easy_strerror(code);
    return none;
  }
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  return answer;
}

}  // namespace timeshelf::server::payment
