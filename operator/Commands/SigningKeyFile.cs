using K8sRouter.Operator.Signing;

namespace K8sRouter.Operator.Commands;

/// <summary>The signing key of directory mode.</summary>
internal static class SigningKeyFile
{
    private const string Remedy =
        "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out FILE makes one";

    /// <summary>Reads the key and prints what sidecars verify by; null: it can't be used, and that was said.</summary>
    public static SigningKey? TryRead(string file, Terminal terminal)
    {
        byte[] pem;
        try
        {
            pem = File.ReadAllBytes(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            terminal.Errors.WriteLine($"error: --signing-key '{file}' can't be read ({fault.GetType().Name}): {Remedy}.");
            return null;
        }
        if (SigningKey.TryLoad(pem) is not { } key)
        {
            terminal.Errors.WriteLine($"error: --signing-key '{file}' isn't a private key on P-256 in PEM: {Remedy}.");
            return null;
        }
        terminal.Output.WriteLine($"signing with key {key.Id}: sidecars verify by --config-key {key.PublicKey}");
        return key;
    }
}
