#include "daemon/tls.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>

#include "intake/smtp/tls.h"

namespace frontdesk {
namespace {

Instant expiry_of(SSL_CTX* context) {
  const auto* certificate = SSL_CTX_get0_certificate(context);
  std::tm end{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) return {};
  return Instant{std::chrono::seconds{::timegm(&end)}};
}

}  // namespace

Result<Certificate> load_certificate(const TlsConfig& config) {
  // A key that everybody may read is none.
  if (const auto key = read_secret(config.key); !key) return key.error();
  auto context = smtp::load_tls(config.certificate.string(), config.key.string());
  if (!context) return context.error();
  const auto expires = expiry_of((*context)->native_handle());
  return Certificate{std::move(*context), expires};
}

}  // namespace frontdesk
