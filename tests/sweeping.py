"""How a test that commits is tidied up after: the rows it wrote go, whatever guards them, in a few milliseconds.

Django truncates each table anew and then fills in permissions and content types again, which takes longer than most
of those tests. Nobody writes into these two tables, so they stay as migrating left them.
"""

from django.db import connection
from django.test import TransactionTestCase

KEPT = ("django_migrations", "django_content_type", "auth_permission")
# Whoever still writes is waited for, as TRUNCATE does, so that no late answer leaves a row to the next test.
SWEEP = """
DO $$
DECLARE tables text[] := ARRAY(
    SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename != ALL (%s) ORDER BY 1
);
DECLARE name text;
BEGIN
    EXECUTE 'LOCK TABLE ' || array_to_string(tables, ', ') || ' IN ACCESS EXCLUSIVE MODE';
    SET LOCAL session_replication_role = replica;  -- no foreign key, no trigger of the ledger
    FOREACH name IN ARRAY tables LOOP
        EXECUTE 'DELETE FROM ' || name;
    END LOOP;
END $$
"""


def sweep(_test: TransactionTestCase | None = None) -> None:
    """Takes the place of `TransactionTestCase._fixture_teardown`."""
    with connection.cursor() as cursor:
        cursor.execute(SWEEP, [list(KEPT)])
