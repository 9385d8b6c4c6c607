namespace K8sRouter.Operator.Compilation;

/// <summary>A secret's value, or why there is none. Its text never shows the value.</summary>
internal sealed class SecretValue
{
    private SecretValue(string? value, string reason, string message)
    {
        Value = value;
        Reason = reason;
        Message = message;
    }

    /// <summary>Null: there is none.</summary>
    public string? Value { get; }

    /// <summary>One of the reasons of conditions; empty where there is a value.</summary>
    public string Reason { get; }

    /// <summary>What is wrong and what to do; empty where there is a value.</summary>
    public string Message { get; }

    public static SecretValue Of(string value) => new(value, "", "");

    public static SecretValue Missing(string reason, string message) => new(null, reason, message);

    public override string ToString() => Value is null ? Message : "a secret";
}
