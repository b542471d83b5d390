-- A lamp may be called "explain", and no panel of its city could show it: the gate of V5 refused every statement with that word in it. Now only the word itself
-- counts, not a text or a name in quotes. What stands in quotes is known for certain where the statement has no other way of quoting: no comment, no backslash,
-- no dollar. A statement that has one of those and the word is refused as before.
CREATE OR REPLACE FUNCTION store.admitted() RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  statement text := current_query();
BEGIN
  IF statement ~* '\mexplain\M'
     -- A blank in the place of each text: what stood on its two sides stays two words.
     AND (statement ~ '--|/\*|[\\$]' OR regexp_replace(statement, '''[^'']*''|"[^"]*"', ' ', 'g') ~* '\mexplain\M')
     AND NOT (SELECT all_cities FROM store.session_scope) THEN
    RAISE insufficient_privilege USING MESSAGE = 'permission denied: a query plan tells about cities that this login does not see',
      HINT = 'A login of sawang_analyst or sawang_auditor may use EXPLAIN. The word may stand in quotes, in a statement without comments, backslashes and dollars.';
  END IF;
  RETURN true;
END
$$;
