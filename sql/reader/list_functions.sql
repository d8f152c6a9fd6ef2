-- The name of every function.
SELECT DISTINCT functions.name
FROM pragma_function_list() AS functions
ORDER BY functions.name
