// SPDX-License-Identifier: GPL-3.0-or-later
// Asio, compiled once for this room (BOOST_ASIO_SEPARATE_COMPILATION). The same object as the one of
// transport: a program that links both takes whichever comes first.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
