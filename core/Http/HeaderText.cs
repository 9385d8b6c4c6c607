namespace K8sRouter.Core.Http;

/// <summary>
/// What a header of an HTTP request can carry. The framework writes a value that it was told not to check as it is: a line break
/// in it ends the header and begins one of somebody else's.
/// </summary>
public static class HeaderText
{
    /// <summary>Whether a value holds visible ASCII characters, spaces and tabs alone.</summary>
    public static bool CanCarry(string value) => value.All(c => c is '\t' or (>= ' ' and <= '~'));
}
