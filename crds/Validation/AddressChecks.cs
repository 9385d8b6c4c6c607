using K8sRouter.Crds.Schema;

namespace K8sRouter.Crds.Validation;

/// <summary>Addresses that calls or traces are sent to.</summary>
internal static class AddressChecks
{
    /// <summary>Checks one address. One that may hold a password is never quoted.</summary>
    /// <param name="field">The address.</param>
    /// <param name="allowPlaintext">Whether http is allowed.</param>
    /// <param name="isBase">True where paths are added to it: then it can have no query and no slash at its end.</param>
    /// <param name="problems">Where to report.</param>
    public static void Check(Field field, bool allowPlaintext, bool isBase, ProblemList problems)
    {
        if (field.Text is not { Length: > 0 } text)
            return;
        var hasScheme = Uri.TryCreate(text, UriKind.Absolute, out var uri);
        if (text.Contains('@', StringComparison.Ordinal) && (!hasScheme || uri!.UserInfo.Length > 0))
        {
            problems.Invalid(field, "must not hold a user or password: credentials come from Secrets", quoted: false);
            return;
        }
        // Keys in a query are common enough that none is repeated.
        var quoted = !text.Contains('?', StringComparison.Ordinal);
        if (!hasScheme || uri!.Scheme is not ("https" or "http") || uri.Scheme == "http" && !allowPlaintext)
            problems.Invalid(field, RuleMessages.Plaintext, quoted);
        else if (uri.Host.Length == 0 || text.Any(char.IsWhiteSpace))
            problems.Invalid(field, "must be a complete address, such as https://api.example.com/v1", quoted);
        else if (isBase && uri.Query.Length + uri.Fragment.Length > 0)
            problems.Invalid(field, "must have no query and no fragment: fixed parameters belong in query", quoted);
        else if (isBase && text.EndsWith('/'))
            problems.Invalid(field, "must not end with a slash", quoted);
    }
}
