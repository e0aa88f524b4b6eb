"""x"""
urlpatterns=[]
app_name="degree_issuance"
