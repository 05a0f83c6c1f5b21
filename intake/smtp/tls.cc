#include "intake/smtp/tls.h"

#include <boost/asio/ssl/context.hpp>

namespace frontdesk::smtp {

namespace ssl = boost::asio::ssl;

Result<std::shared_ptr<ssl::context>> load_tls(const std::string& certificate_file,
                                               const std::string& key_file) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  boost::system::error_code error;
  const auto wrong = [&error](const std::string& file) {
    return problem(ProblemCode::invalid, file + ": " + error.message());
  };
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                           ssl::context::no_sslv3 | ssl::context::no_tlsv1 |
                           ssl::context::no_tlsv1_1 | ssl::context::single_dh_use,
                       error);
  if (error) return wrong("TLS");
  SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION);
  if (context->use_certificate_chain_file(certificate_file, error); error)
    return wrong(certificate_file);
  // Loading a key checks that it belongs to the certificate.
  if (context->use_private_key_file(key_file, ssl::context::pem, error); error)
    return wrong(key_file);
  return context;
}

}  // namespace frontdesk::smtp
