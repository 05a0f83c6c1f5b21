#include "daemon/tls.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>

namespace frontdesk {
namespace {

namespace ssl = boost::asio::ssl;

Instant expiry_of(SSL_CTX* context) {
  const auto* certificate = SSL_CTX_get0_certificate(context);
  std::tm end{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) return {};
  return Instant{std::chrono::seconds{::timegm(&end)}};
}

}  // namespace

Result<Certificate> load_certificate(const TlsConfig& config) {
  const auto refuse = [](const std::filesystem::path& file,
                         const boost::system::error_code& error) {
    return problem(ProblemCode::invalid, file.string() + ": " + error.message());
  };
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  boost::system::error_code error;
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                           ssl::context::no_sslv3 | ssl::context::no_tlsv1 |
                           ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION,
                       error);
  if (error) return refuse(config.certificate, error);
  context->use_certificate_chain_file(config.certificate.string(), error);
  if (error) return refuse(config.certificate, error);
  context->use_private_key_file(config.key.string(), ssl::context::pem, error);
  if (error) return refuse(config.key, error);
  if (SSL_CTX_check_private_key(context->native_handle()) != 1)
    return problem(ProblemCode::invalid,
                   config.key.string() + ": is not the key of " + config.certificate.string());
  return Certificate{context, expiry_of(context->native_handle())};
}

}  // namespace frontdesk
