// The separately compiled parts of Asio and Beast, once (BOOST_ASIO_SEPARATE_COMPILATION keeps other sources
// light).
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
