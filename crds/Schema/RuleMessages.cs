namespace K8sRouter.Crds.Schema;

/// <summary>
/// The words in which the API server, by the rules in the CustomResourceDefinitions, and the validator refuse the same thing.
/// They name the field besides its path: the API server's path ends at the object that has the rule.
/// </summary>
public static class RuleMessages
{
    /// <summary>The type of a destination differs from what was stored.</summary>
    public const string TypeChanges = "must not change: make another destination";

    /// <summary>The scheme Header without a header.</summary>
    public const string HeaderMissing = "must name the header where scheme is Header, such as api-key";

    /// <summary>A header with another scheme.</summary>
    public const string HeaderSurplus = "must have no header unless scheme is Header";

    /// <summary>Delivery of a credential that isn't there.</summary>
    public const string CredentialMissing = "must name the credential that deliverTo delivers";

    /// <summary>A selector's operator without its values.</summary>
    public const string SelectorValuesMissing = "must have values: the operator compares with them";

    /// <summary>A selector's operator with values that it doesn't take.</summary>
    public const string SelectorValuesSurplus = "must have no values: the operator takes none";

    /// <summary>An API at an address of the other wire format.</summary>
    public const string ForeignApi = "must fit the upstream's protocol: messages is Anthropic's, every other API is OpenAI's";

    /// <summary>An API at two addresses.</summary>
    public const string ApiTwice = "must not have an API that another upstream serves already";

    /// <summary>Not encrypted.</summary>
    public const string Plaintext = "must start with https:// (or http:// where allowPlaintext is true)";

    /// <summary>Facts that age from a day that isn't said.</summary>
    public const string VerificationMissing = "must have verifiedAt, from which maxAgeDays counts";

    /// <summary>Confirmed, and silent about what was confirmed.</summary>
    public const string PromiseMissing = "must say training and publication where confirmed is true";

    /// <summary>A model's name that ends as a routing rule does.</summary>
    public const string RoutingSuffix = "must not end in :free, :nitro or :floor, which callers add to choose among endpoints";

    /// <summary>Logging that is required and off.</summary>
    public const string RequiredButOff = "must not be required where enabled is false: every call would be refused";

    /// <summary>The store for Europe elsewhere.</summary>
    public const string OutsideEurope = "must be declared to lie in Europe";

    /// <summary>A share of more than all.</summary>
    public const string MoreThanAll = "must be a share from 0 to 1, such as \"0.01\" for one percent";

    /// <summary>A bucket's name that nobody can have.</summary>
    public const string GoogleBucket = "must not begin with goog nor hold google: Google keeps those names to itself";

    /// <summary>A bucket's name that nobody can have.</summary>
    public const string AddressBucket = "must not look like an IP address";

    /// <summary>A prefix that object stores and shells read as a way up.</summary>
    public const string DotParts = "must not hold the parts . and ..";

    /// <summary>A prefix that looks like a partition.</summary>
    public const string PartitionPart = "must not hold =: readers would take the part for a partition, such as workspace=team-a";

    /// <summary>Headers among what isn't secret.</summary>
    public const string HeadersInConfig = "must not hold headers, which may be credentials: put each in a Secret and name it in "
        + "secretConfig with field: headers.NAME";

    /// <summary>A comparison with nothing.</summary>
    public const string FilterValueMissing = "must have a value to compare with";

    /// <summary>A value that nothing is compared with.</summary>
    public const string FilterValueSurplus = "must have no value: the operator compares with nothing";
}
