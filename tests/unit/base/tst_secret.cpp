// SPDX-License-Identifier: GPL-3.0-or-later
#include <satpad/core/environment.h>
#include <satpad/core/secret.h>

#include <QTest>

#include <algorithm>
#include <sys/wait.h>
#include <type_traits>
#include <unistd.h>

using namespace satpad::core;

static_assert(
    !std::is_copy_constructible_v<SecretBytes> && !std::is_copy_assignable_v<SecretBytes>);

class TstSecret : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY(initialise_core().has_value()); }
    void startsAtZeroAndMoves()
    {
        auto made = SecretBytes::allocate(100);
        QVERIFY(made.has_value());
        QCOMPARE(made->size(), std::size_t{100});
        QVERIFY(std::all_of(made->view().begin(), made->view().end(), [](std::byte b) {
            return b == std::byte{0};
        }));
        made->span()[3] = std::byte{7};
        const SecretBytes moved = std::move(*made);
        QCOMPARE(std::to_integer<int>(moved.view()[3]), 7);
        QVERIFY(made->empty());
    }
    void aForkedChildFindsZeros()
    {
        auto made = SecretBytes::allocate(32);
        QVERIFY(made.has_value());
        std::fill(made->span().begin(), made->span().end(), std::byte{0x5a});
        const pid_t child = fork();
        if (child == 0) {
            _exit(made->view()[0] == std::byte{0} ? 0 : 1);
        }
        int status = 0;
        QCOMPARE(waitpid(child, &status, 0), child);
        QCOMPARE(WEXITSTATUS(status), 0);
    }
};

QTEST_APPLESS_MAIN(TstSecret)
#include "tst_secret.moc"
