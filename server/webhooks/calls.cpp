#include "server/webhooks/calls.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "base/text.hpp"
#include "server/public_address.hpp"

namespace timeshelf::server::webhooks {
namespace {

constexpr long kConnectSeconds = 5;
constexpr long kInAllSeconds = 10;
constexpr std::size_t kKeptBytes = 16'384;
constexpr std::size_t kShownBytes = 1'024;
constexpr std::size_t kLargestAnswer = 256 << 10;
constexpr curl_off_t kLongestWait = 86'400;

void initialise() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

}  // namespace

std::string first_kilobyte(std::string bytes) {
  if (bytes.size() > kShownBytes) bytes.resize(kShownBytes);
  for (int cut = 0; cut < 4 && !bytes.empty() && !is_utf8(bytes); ++cut)
    bytes.pop_back();  // inside a character
  if (!is_utf8(bytes)) return "";
  const auto is_control = [](char c) { return (c >= 0 && c < ' ' && c != '\n' && c != '\t') || c == '\x7F'; };
  std::replace_if(bytes.begin(), bytes.end(), is_control, ' ');
  return bytes;
}

struct Calls::Call {
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), curl_easy_cleanup};
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers{nullptr, curl_slist_free_all};
  PublicDoor door;
  std::string body;
  std::string kept;
  std::size_t read = 0;
  std::function<void(const CallAnswer&)> done;

  static std::size_t take(char* bytes, std::size_t size, std::size_t count, void* call) {
    auto& self = *static_cast<Call*>(call);
    const std::size_t length = size * count;
    self.kept.append(bytes, std::min(length, kKeptBytes - self.kept.size()));
    self.read += length;
    return self.read > kLargestAnswer ? 0 : length;
  }
};

struct Calls::Connections {
  std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)> multi{curl_multi_init(), curl_multi_cleanup};
  std::map<void*, std::unique_ptr<Call>> calls;
};

Calls::Calls(bool any_address)
    : any_address_(any_address), connections_((initialise(), std::make_unique<Connections>())) {}

Calls::~Calls() {
  for (const auto& [curl, call] : connections_->calls)
    curl_multi_remove_handle(connections_->multi.get(), call->curl.get());
}

void Calls::begin(const std::string& url, const std::vector<std::string>& headers, std::string body,
                  std::function<void(const CallAnswer&)> done) {
  auto call = std::make_unique<Call>();
  CURL* const curl = call->curl.get();
  call->body = std::move(body);
  call->done = std::move(done);
  call->door.any_address = any_address_;
  for (const std::string& header : headers)
    call->headers.reset(curl_slist_append(call->headers.release(), header.c_str()));
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  call->door.guard(curl);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, call->headers.get());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call->body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body.c_str());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Call::take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, call.get());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kInAllSeconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_multi_add_handle(connections_->multi.get(), curl);
  connections_->calls.emplace(curl, std::move(call));
}

void Calls::wait(std::chrono::milliseconds longest) {
  CURLM* const multi = connections_->multi.get();
  int running = 0;
  curl_multi_perform(multi, &running);
  if (static_cast<std::size_t>(running) == connections_->calls.size()) {
    curl_multi_poll(multi, nullptr, 0, static_cast<int>(longest.count()), nullptr);
    curl_multi_perform(multi, &running);
  }
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
    if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
  }
}

void Calls::finish(void* curl, int code) {
  auto node = connections_->calls.extract(curl);
  Call& call = *node.mapped();
  curl_multi_remove_handle(connections_->multi.get(), curl);
  CallAnswer answer;
  curl_off_t took = 0;
  curl_off_t retry_after = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &took);
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &retry_after);
  answer.took = std::chrono::milliseconds(took / 1'000);
  answer.body = std::move(call.kept);
  if (retry_after > 0) answer.retry_after = std::chrono::seconds(std::min(retry_after, kLongestWait));
  if (call.door.refused) {
    answer.problem = "Its address is of a private network or of this machine: it is not called.";
  } else if (code == CURLE_WRITE_ERROR && answer.status > 0) {
    // Longer than anybody reads; what it was answered counts.
  } else if (code != CURLE_OK) {
    answer.problem = curl_easy_strerror(static_cast<CURLcode>(code));
  }
  if (!answer.problem.empty()) answer.status = 0;
  call.done(answer);
}

std::size_t Calls::under_way() const {
  return connections_->calls.size();
}

void Calls::interrupt() {
  curl_multi_wakeup(connections_->multi.get());
}

}  // namespace timeshelf::server::webhooks
