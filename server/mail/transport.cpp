#include "server/mail/transport.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <string_view>

#include "base/text.hpp"

namespace timeshelf::server::mail {
namespace {

constexpr long kConnectSeconds = 10;
constexpr long kInAllSeconds = 60;

std::size_t give(char* buffer, std::size_t size, std::size_t count, void* source) {
  auto& rest = *static_cast<std::string_view*>(source);
  const std::size_t length = std::min(size * count, rest.size());
  std::memcpy(buffer, rest.data(), length);
  rest.remove_prefix(length);
  return length;
}

// Keeps the server's last refusal: what it says tells the operator more than curl's number.
std::size_t listen(char* line, std::size_t size, std::size_t count, void* refusal) {
  const std::string_view said(line, size * count);
  if (said.starts_with('4') || said.starts_with('5')) *static_cast<std::string*>(refusal) = trim(said);
  return said.size();
}

int is_interrupted(void* flag, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0;
}

curl_usessl starttls(const std::string& wish) {
  if (wish == "require") return CURLUSESSL_ALL;
  return wish == "never" ? CURLUSESSL_NONE : CURLUSESSL_TRY;
}

/// One connection, kept open from letter to letter.
class Smtp final : public Transport {
 public:
  explicit Smtp(const Config& config) : config_(config), sender_("<" + config.mail_from + ">") {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    session_.reset(curl_easy_init());
  }

  Sent send(const std::string&, const std::string& to, const std::string& message) override {
    const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> recipients(
        curl_slist_append(nullptr, ("<" + to + ">").c_str()), curl_slist_free_all);
    std::string_view rest = message;
    char reason[CURL_ERROR_SIZE] = "";
    refusal_.clear();
    CURL* const curl = session_.get();
    curl_easy_reset(curl);  // options only; the connection stays
    set_server(curl);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender_.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &rest);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, listen);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &refusal_);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
    const CURLcode code = curl_easy_perform(curl);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
    if (code == CURLE_OK) return {};
    if (*reason == '\0') std::strncpy(reason, curl_easy_strerror(code), sizeof(reason) - 1);
    // Only this is the letter's own fault. Another 5xx (no relaying, no login) is mended by the operator, and
    // what waited is sent then.
    const bool refused = std::string_view(reason).starts_with("RCPT failed: 5");
    return {refused ? Sent::Fate::never : Sent::Fate::later,
            fmt::format("{}: {}", config_.mail_smtp, refusal_.empty() ? reason : refusal_)};
  }

  void interrupt() override { interrupted_ = true; }

 private:
  void set_server(CURL* curl) {
    curl_easy_setopt(curl, CURLOPT_URL, config_.mail_smtp.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(starttls(config_.mail_starttls)));
    if (!config_.mail_user.empty()) {
      curl_easy_setopt(curl, CURLOPT_USERNAME, config_.mail_user.c_str());
      curl_easy_setopt(curl, CURLOPT_PASSWORD, config_.mail_password.c_str());
    }
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, kInAllSeconds);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");  // http_proxy is not for mail
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_interrupted);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &interrupted_);
  }

  const Config& config_;
  const std::string sender_;
  std::string refusal_;
  std::atomic<bool> interrupted_{false};
  // The last member: when it says good-bye, the others are still there to listen.
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> session_{nullptr, curl_easy_cleanup};
};

/// For trying things out: each mail becomes a file, written beside its name first, so that nobody reads half.
class Folder final : public Transport {
 public:
  explicit Folder(std::filesystem::path path) : path_(std::move(path)) {}

  Sent send(const std::string& id, const std::string&, const std::string& message) override {
    std::error_code error;
    std::filesystem::create_directories(path_, error);
    const auto partial = path_ / (id + ".part");
    std::ofstream file(partial, std::ios::binary);
    file << message;
    file.close();
    if (file) std::filesystem::rename(partial, path_ / (id + ".eml"), error);
    if (!file || error) return {Sent::Fate::later, fmt::format("{} cannot be written.", path_.string())};
    return {};
  }

 private:
  const std::filesystem::path path_;
};

}  // namespace

std::unique_ptr<Transport> make_transport(const Config& config) {
  if (!config.mail_smtp.empty()) return std::make_unique<Smtp>(config);
  if (!config.mail_folder.empty()) return std::make_unique<Folder>(config.mail_folder);
  return nullptr;
}

}  // namespace timeshelf::server::mail
