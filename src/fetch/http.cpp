#include "fetch/http.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <exception>
#include <optional>

#include "rwave/error.h"

namespace rwave {
namespace {

// Bytes of an error page read to keep the connection.
constexpr std::int64_t discarded_limit = 1 << 16;
constexpr std::chrono::seconds connect_timeout{15};
constexpr long most_redirects = 5;

// libcurl wants one call per process, before any thread uses it.
void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw Error(fmt::format("libcurl cannot start: {}", curl_easy_strerror(started)));
}

// The first byte of "Content-Range: bytes 100-199/200".
// A server may answer a range with another one; its bytes must not be appended.
std::optional<std::int64_t> range_start(std::string_view header) {
  static constexpr std::string_view name = "content-range:";
  if (header.size() < name.size() || !curl_strnequal(header.data(), name.data(), name.size()))
    return std::nullopt;
  const std::size_t digit = header.find_first_of("0123456789", name.size());
  if (digit == std::string_view::npos) return std::nullopt;
  std::int64_t start = 0;
  const auto parsed = std::from_chars(header.data() + digit, header.data() + header.size(), start);
  return parsed.ec == std::errc() ? std::optional(start) : std::nullopt;
}

// Faults that trying again cannot mend.
bool is_hopeless(CURLcode code) {
  static constexpr std::array lasting = {
      CURLE_UNSUPPORTED_PROTOCOL,     CURLE_URL_MALFORMAT,      CURLE_TOO_MANY_REDIRECTS,
      CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CONNECT_ERROR,
      CURLE_BAD_CONTENT_ENCODING,
  };
  for (const CURLcode one : lasting) {
    if (code == one) return true;
  }
  return false;
}

}  // namespace

// The handle and what its callbacks share during one exchange.
struct HttpClient::Transfer {
  CURL* curl = nullptr;
  std::stop_token stop;
  std::array<char, CURL_ERROR_SIZE> message{};

  std::int64_t from = 0;
  const BodySink* sink = nullptr;
  std::optional<std::int64_t> stated_start;
  std::int64_t received = 0;
  std::int64_t discarded = 0;
  bool wrong_range = false;
  std::exception_ptr thrown;

  ~Transfer() { curl_easy_cleanup(curl); }

  template <typename Value>
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(curl, option, value);
    if (code != CURLE_OK) throw Error(fmt::format("libcurl refuses an option: {}", curl_easy_strerror(code)));
  }

  // A redirect from https to http would hand the download to whoever is in between.
  void set_protocols(const std::string& url) {
    const bool secure = url.starts_with("https:");
#if LIBCURL_VERSION_NUM >= 0x075500
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
#else
    set(CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
    set(CURLOPT_REDIR_PROTOCOLS,
        static_cast<long>(secure ? CURLPROTO_HTTPS : CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
  }

  long status() const {
    long code = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    return code;
  }

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    const std::string_view line(data, size * count);
    if (line.starts_with("HTTP/"))
      transfer.stated_start.reset();  // the next response of a chain of redirects
    if (const auto start = range_start(line)) transfer.stated_start = start;
    return size * count;
  }

  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    return transfer.take({data, size * count}) ? size * count : 0;
  }

  static int on_progress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const Transfer*>(self)->stop.stop_requested() ? 1 : 0;
  }

  // Hands a piece of the body on; false ends the exchange. Exceptions cannot pass through libcurl: kept for
  // get().
  bool take(std::string_view bytes) {
    const long code = status();
    // An error page is read to its end, where it is short, so that the connection can be kept.
    if (code != 200 && code != 206) {
      discarded += static_cast<std::int64_t>(bytes.size());
      return discarded <= discarded_limit;
    }
    wrong_range = code == 206 && stated_start.value_or(-1) != from;
    if (wrong_range) return false;
    try {
      (*sink)((code == 206 ? from : 0) + received, bytes);
    } catch (...) {
      thrown = std::current_exception();
      return false;
    }
    received += static_cast<std::int64_t>(bytes.size());
    return true;
  }
};

HttpClient::HttpClient(std::stop_token stop, std::chrono::seconds silence_limit)
    : transfer_(std::make_unique<Transfer>()) {
  start_curl();
  Transfer& t = *transfer_;
  t.stop = std::move(stop);
  t.curl = curl_easy_init();
  if (t.curl == nullptr) throw Error("libcurl cannot make a handle (out of memory?)");
  // Set once per handle; what differs per request is set in get().
  t.set(CURLOPT_NOSIGNAL, 1L);  // without it, libcurl's timeouts use signals, which threads cannot
  t.set(CURLOPT_USERAGENT, "rwave");
  t.set(CURLOPT_FOLLOWLOCATION, 1L);
  t.set(CURLOPT_MAXREDIRS, most_redirects);
  t.set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(connect_timeout.count()));
  // No limit to the whole time, as a slow line is no fault: only a line on which nothing comes
  // ends.
  t.set(CURLOPT_LOW_SPEED_LIMIT, 1L);  // bytes per second: any byte counts
  t.set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(silence_limit.count()));
  t.set(CURLOPT_ERRORBUFFER, t.message.data());
  t.set(CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  t.set(CURLOPT_HEADERDATA, &t);
  t.set(CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  t.set(CURLOPT_WRITEDATA, &t);
  t.set(CURLOPT_NOPROGRESS, 0L);
  t.set(CURLOPT_XFERINFOFUNCTION, &Transfer::on_progress);
  t.set(CURLOPT_XFERINFODATA, &t);
}

HttpClient::~HttpClient() = default;

HttpReply HttpClient::get(const std::string& url, std::int64_t from, const BodySink& sink) {
  Transfer& t = *transfer_;
  t.from = from;
  t.sink = &sink;
  t.stated_start.reset();
  t.received = t.discarded = 0;
  t.wrong_range = false;
  t.thrown = nullptr;
  t.message[0] = '\0';
  t.set_protocols(url);
  t.set(CURLOPT_URL, url.c_str());
  // Not CURLOPT_RESUME_FROM: libcurl then fails where a server ignores the range instead of giving the whole
  // file.
  const std::string range = fmt::format("{}-", from);
  t.set(CURLOPT_RANGE, from > 0 ? range.c_str() : nullptr);

  // Exceptions of the sink were caught in the callback, as they cannot pass through C.
  const CURLcode code = curl_easy_perform(t.curl);
  if (t.thrown) std::rethrow_exception(t.thrown);
  HttpReply reply;
  reply.status = t.status();
  reply.received = t.received;
  reply.stopped = t.stop.stop_requested();
  reply.wrong_range = t.wrong_range;
  if (t.wrong_range) {
    reply.fault =
        fmt::format("asked for the file from byte {} on, the server answered with another part", from);
  } else if (code != CURLE_OK && t.discarded <= discarded_limit) {
    reply.fault = t.message[0] != '\0' ? t.message.data() : curl_easy_strerror(code);
    reply.hopeless = is_hopeless(code);
  }
  return reply;
}

std::string HttpClient::escaped(std::string_view name) const {
  std::string result;
  // Part by part: the separators must stay as they are.
  for (;;) {
    const std::size_t end = name.find('/');
    const std::string part(name.substr(0, end));
    const std::unique_ptr<char, void (*)(void*)> text(
        curl_easy_escape(transfer_->curl, part.c_str(), static_cast<int>(part.size())), curl_free);
    if (!text) throw std::bad_alloc();
    result += text.get();
    if (end == std::string_view::npos) return result;
    result += '/';
    name.remove_prefix(end + 1);
  }
}

}  // namespace rwave
