using K8sRouter.Crds.Validation;

namespace K8sRouter.Crds.Tests.Validation;

public sealed class CountriesTests
{
    [Fact]
    public void All_249_codes_of_ISO_3166_are_known() => Assert.Equal(249, Countries.Count);

    [Theory]
    [InlineData("US", true)]
    [InlineData("NO", true)]
    [InlineData("GB", true)]
    [InlineData("UK", false)]
    [InlineData("EU", false)]
    [InlineData("us", false)]
    [InlineData("XX", false)]
    public void A_code_is_assigned_or_not(string code, bool assigned) => Assert.Equal(assigned, Countries.IsAssigned(code));
}
