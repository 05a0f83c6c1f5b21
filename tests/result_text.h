// Lets doctest print a Result: what was wrong, or that nothing was.
#pragma once

#include <doctest/doctest.h>

#include "rules/base/result.h"

namespace doctest {

template <class T>
struct StringMaker<boost::system::result<T, frontdesk::Problem>> {
  static String convert(const boost::system::result<T, frontdesk::Problem>& result) {
    return result ? String("a value") : String(("refused: " + result.error().says).c_str());
  }
};

}  // namespace doctest
